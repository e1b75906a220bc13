import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { tf } from '../../../src-main/engines/tfjs.ts';
import { withGradient } from '../../../src-main/methods/gradient.ts';
import { entropyPerImage } from '../../../src-main/methods/losses.ts';
import { loadSourceModel, type LoadOptions } from '../../../src-main/models/load-model.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import { partText, sourceText } from '../../../src-shared/model-reading.ts';
import { largestDifference, readTensors, scratchFolder, type Tensors } from './support.ts';

const recordings = join(import.meta.dirname, '..', '..', 'data', 'vits');
const folder = scratchFolder();
const images = readTensors(join(recordings, 'images.safetensors'))['x']!;

/** As timm's repositories on the hub have it beside `model.safetensors`, for the sizes of the recordings. */
const timmConfig = (model: object = {}, config: object = {}): object => ({
  architecture: 'vit_base_patch16_224',
  num_classes: 7,
  num_features: 24,
  global_pool: 'token',
  model_args: { img_size: 32, patch_size: 8, embed_dim: 24, depth: 2, num_heads: 3, ...model },
  ...config,
});
const averaged = timmConfig({ global_pool: 'avg' }, { global_pool: 'avg' });
const clip = timmConfig({ pre_norm: true }, { architecture: 'vit_base_patch16_clip_224' });
const quick = timmConfig({ pre_norm: true }, { architecture: 'vit_base_patch16_clip_quickgelu_224.openai' });

/** Variant, the configuration beside it, what a user says where there is none. */
const variants: [string, object | null, LoadOptions][] = [
  ['vit_plain', timmConfig(), { heads: 3 }],
  ['vit_avg', averaged, { heads: 3 }],
  ['vit_avg_noclass', averaged, { heads: 3 }],
  ['vit_clip', clip, { heads: 3 }],
  ['vit_clip_quickgelu', quick, { heads: 3, activation: 'quick_gelu' }],
  ['vit_deit3', timmConfig({ no_embed_class: true }, { architecture: 'deit3_base_patch16_224' }), { heads: 3 }],
  ['vit_distilled', timmConfig({}, { architecture: 'deit_base_distilled_patch16_224' }), { heads: 3 }],
  ['vit_huggingface', null, { heads: 3 }],
  ['vit_layerscale', timmConfig(), { heads: 3 }],
  ['vit_noqkvbias', timmConfig(), { heads: 3 }],
  ['vit_qknorm', timmConfig({ qk_norm: true }), { heads: 3 }],
  ['vit_reg4', timmConfig({ reg_tokens: 4 }), { heads: 3 }],
  ['vit_reg4_avg', averaged, { heads: 3 }],
  ['vit_reg4_noembed', timmConfig({ reg_tokens: 4, no_embed_class: true }), { heads: 3 }],
  ['vit_torchvision', null, { heads: 3 }],
];

/** The recorded checkpoint in a folder of its own, with this beside it. */
function place(variant: string, config: object | null, name = 'model.safetensors'): string {
  const target = join(folder, `${variant} ${Math.random()}`);
  mkdirSync(target);
  copyFileSync(join(recordings, variant, 'model.safetensors'), join(target, name));
  const recorded = join(recordings, variant, 'config.json');
  if (config) writeFileSync(join(target, 'config.json'), JSON.stringify(config));
  else if (existsSync(recorded)) copyFileSync(recorded, join(target, 'config.json'));
  return join(target, name);
}

const alone = (variant: string): string => {
  const target = join(folder, `${variant} ${Math.random()}.safetensors`);
  copyFileSync(join(recordings, variant, 'model.safetensors'), target);
  return target;
};

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

async function compute(model: SourceModel): Promise<Named<HostTensor>> {
  const step = await engine.compile(
    (inputs, constants) => {
      const { gradient, result } = withGradient(inputs['theta'], (theta) => {
        const { logits, features } = model.forward(inputs['images'], theta, constants);
        return { loss: tf.mean(entropyPerImage(logits)), logits, features };
      });
      return { logits: result.logits, features: result.features, gradient };
    },
    { label: 'variant', inputs: { images, theta: model.theta }, constants: model.constants },
  );
  const found = await step.run({ images, theta: model.theta });
  await step.dispose();
  return found;
}

/** The recorded gradients, in the order of the model's norm parameters. */
function recordedGradient(recorded: Tensors, { normParameters }: SourceModel, variant: string): number[] {
  const named = Object.entries(recorded).filter(([name]) => name.startsWith('grad.'));
  expect(named).toHaveLength(normParameters.length);
  return normParameters.flatMap(({ name }) => {
    const own =
      variant === 'vit_huggingface' ? huggingFaceName(name) : variant === 'vit_torchvision' ? torchName(name) : name;
    return [...recorded[`grad.${own}`]!.data];
  });
}

const huggingFaceName = (name: string): string =>
  `vit.${name
    .replace(/^blocks\./, 'encoder.layer.')
    .replace('norm1', 'layernorm_before')
    .replace('norm2', 'layernorm_after')
    .replace(/^norm\./, 'layernorm.')}`;
const torchName = (name: string): string =>
  name
    .replace(/^blocks\./, 'encoder.layers.encoder_layer_')
    .replace(/norm([12])/, 'ln_$1')
    .replace(/^norm\./, 'encoder.ln.');

/** The last columns of the features, which methods take for what the head classifies; a row per image. */
function headInputs({ constants, featureSize }: SourceModel, features: HostTensor): number[][] {
  const [, width = 0] = constants['head.weight']!.shape;
  return Array.from({ length: features.shape[0] ?? 0 }, (_, row) => {
    const end = (row + 1) * featureSize;
    return [...features.data.slice(end - width, end)];
  });
}

function classify({ constants, classes }: SourceModel, inputs: readonly number[][]): number[] {
  const [weight, bias] = [constants['head.weight']!.read(), constants['head.bias']!.read()];
  return inputs.flatMap((x) =>
    Array.from({ length: classes }, (_, c) =>
      x.reduce((sum, value, i) => sum + value * weight[c * x.length + i]!, bias[c]!),
    ),
  );
}

describe('recorded ViTs of timm, torchvision and Hugging Face', () => {
  it.each(variants)('%s gives the recorded logits, features and gradients', async (variant, config, answers) => {
    const recorded = readTensors(join(recordings, variant, 'forward.safetensors'));
    const ways = [{ path: place(variant, config), options: variant === 'vit_torchvision' ? answers : {} }];
    // Without its configuration nothing would say the eps of Hugging Face's model.
    if (variant !== 'vit_huggingface') ways.push({ path: alone(variant), options: answers });
    for (const { path, options } of ways) {
      const model = await loadSourceModel(path, options);
      const { logits, features, gradient } = await compute(model);
      expect(largestDifference(logits!.data, recorded['logits']!.data)).toBeLessThanOrEqual(1e-5);
      expect(largestDifference(gradient!.data, recordedGradient(recorded, model, variant))).toBeLessThanOrEqual(2e-5);
      expect(features!.shape).toEqual([4, model.featureSize]);
      const inputs = headInputs(model, features!);
      expect(largestDifference(classify(model, inputs), logits!.data)).toBeLessThan(1e-5);
      const recordedInputs = recorded['features'];
      if (recordedInputs) expect(largestDifference(inputs.flat(), recordedInputs.data)).toBeLessThanOrEqual(1e-5);
    }
  });

  it.each(variants)('%s is refused where nothing says how many heads it has', async (variant) => {
    await expect(loadSourceModel(alone(variant))).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining('number of attention heads') as string,
    });
  });
});

describe('what tensors leave open', () => {
  const described = async (path: string, options: LoadOptions = {}): Promise<string[]> =>
    (await loadSourceModel(path, options)).parts.map((part) => `${partText(part)}, ${sourceText(part)}`);

  it('comes from the configuration beside the file', async () => {
    expect(await described(place('vit_huggingface', null))).toEqual([
      '3 heads, from config.json',
      'LayerNorm eps 1e-12, from config.json',
      'GELU (erf), from config.json',
      'class token, from config.json',
    ]);
    expect(await described(place('vit_clip_quickgelu', quick))).toEqual([
      '3 heads, from config.json',
      'LayerNorm eps 1e-5, from the name vit_base_patch16_clip_quickgelu_224',
      'QuickGELU, from the name vit_base_patch16_clip_quickgelu_224',
      'class token, from config.json',
      'norm before the blocks, no patch bias, from its tensors',
    ]);
  });

  it('comes from the user first, and is said to be guessed where nobody says it', async () => {
    expect(await described(place('vit_plain', timmConfig()), { eps: 1e-5, pool: 'avg' })).toEqual([
      '3 heads, from config.json',
      'LayerNorm eps 1e-5, set by you',
      'GELU (erf), from the name vit_base_patch16_224',
      'mean of the patch tokens, set by you',
    ]);
    expect(await described(alone('vit_plain'), { heads: 3 })).toEqual([
      '3 heads, set by you',
      'LayerNorm eps 1e-6, guessed',
      'GELU (erf), guessed',
      'class token, guessed',
    ]);
  });

  it('is not taken from a configuration of another model', async () => {
    const other = timmConfig({ embed_dim: 768, depth: 12 }, { num_features: 768 });
    await expect(loadSourceModel(place('vit_plain', other))).rejects.toThrow('number of attention heads');
  });

  const refused: [string, string, object, LoadOptions, string][] = [
    ['an activation', 'vit_plain', timmConfig({ act_layer: 'silu' }), {}, 'the activation silu'],
    ['a pooling', 'vit_plain', timmConfig({ global_pool: 'map' }), {}, 'pooling by "map"'],
    ['another norm', 'vit_plain', timmConfig({ norm_layer: 'rmsnorm' }), {}, 'the norm rmsnorm'],
    [
      'another kind of block',
      'vit_plain',
      timmConfig({ block_fn: 'ResPostBlock' }),
      {},
      'blocks of the kind ResPostBlock',
    ],
    [
      'rpn',
      'vit_plain',
      timmConfig({}, { architecture: 'vit_base_patch16_rpn_224' }),
      {},
      'norms come behind attention',
    ],
    ['another type', 'vit_huggingface', { model_type: 'beit', hidden_size: 24 }, {}, 'a model of the type beit'],
    ['images that are not square', 'vit_plain', timmConfig({ img_size: [16, 64] }), {}, 'images of 16×64 pixels'],
    ['heads that do not divide', 'vit_plain', timmConfig(), { heads: 5 }, "can't be 5"],
    ['a class token that is not there', 'vit_avg_noclass', averaged, { pool: 'token' }, 'it has no class token'],
    ['an average beside a second head', 'vit_distilled', timmConfig(), { pool: 'avg' }, 'it has a distillation token'],
  ];
  it.each(refused)('is refused by name: %s', async (_what, variant, config, options, message) => {
    await expect(loadSourceModel(place(variant, config), options)).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(message) as string,
      hint: expect.any(String) as string,
    });
  });

  it('changes the logits, so that none of it is left out', async () => {
    const path = alone('vit_plain');
    const logits = async (options: LoadOptions): Promise<ArrayLike<number>> =>
      (await compute(await loadSourceModel(path, { heads: 3, ...options })))['logits']!.data;
    const plain = await logits({});
    const others: LoadOptions[] = [
      { heads: 4 },
      { eps: 1e-2 },
      { pool: 'avg' },
      { pool: 'avg_all' },
      { activation: 'gelu_tanh' },
      { activation: 'quick_gelu' },
      { activation: 'relu' },
    ];
    for (const other of others) expect(largestDifference(await logits(other), plain)).toBeGreaterThan(1e-4);
  });
});

describe('prompts', () => {
  it.each(variants)('are put in front of the patches of %s, each on all images', async (variant, config, answers) => {
    const model = await loadSourceModel(place(variant, config), answers);
    const width = 24;
    const prompts = float32(
      Float32Array.from({ length: 2 * 3 * width }, (_, i) => Math.sin(i)),
      [2, 3, width],
    );
    const step = await engine.compile(
      (inputs, constants) => ({
        ...model.forward(inputs['images'], inputs['theta'], constants, inputs['prompts']),
      }),
      { label: 'prompts', inputs: { images, theta: model.theta, prompts }, constants: model.constants },
    );
    const both = await step.run({ images, theta: model.theta, prompts });
    const swapped = float32(
      Float32Array.from([...prompts.data.slice(3 * width), ...prompts.data.slice(0, 3 * width)]),
      [2, 3, width],
    );
    const other = await step.run({ images, theta: model.theta, prompts: swapped });
    expect(both['logits'].shape).toEqual([8, 7]);
    expect(both['features'].shape).toEqual([8, model.featureSize]);
    const half = both['logits'].data.length / 2;
    expect(largestDifference(both['logits'].data.slice(0, half), other['logits'].data.slice(half))).toBeLessThan(1e-5);
    await step.dispose();
  });
});
