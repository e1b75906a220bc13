import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../src-main/engines/engine.ts';
import { openEngine } from '../../src-main/engines/engine-registry.ts';
import { verifyFolder } from '../../src-main/verify/verify.ts';
import { encodeSafetensors, openSafetensors } from '../../src-main/models/safetensors.ts';
import { some } from '../support/thorough.ts';
import { readFloat32, readIntegers } from '../../src-main/models/stored-tensor.ts';
import { configurationOf, recordingCopies, recordingFolder, type Configuration } from './recordings.ts';

/* That a recording of something else is noticed. */

const copyOf = recordingCopies();
let onnx: Engine;
beforeAll(async () => {
  onnx = await openEngine('onnx-cpu', { threads: 1 });
});
afterAll(() => onnx.dispose());

type Tensors = Record<string, HostTensor>;

/** The tensors of a file; flags and small integers become int32. */
function read(path: string): Tensors {
  return Object.fromEntries(
    [...openSafetensors(path).tensors.values()].map((tensor): [string, HostTensor] => {
      const { name, shape, dtype } = tensor;
      if (dtype === 'F32') return [name, float32(readFloat32(tensor), shape)];
      return [name, { data: readIntegers(tensor), shape, dtype: 'int32' }];
    }),
  );
}

/** A copy of golden-b in which one file was changed, with or without known rounding errors. */
function changed(file: string, change: (tensors: Tensors) => void, keepSensitivity = true): string {
  const folder = copyOf('golden-b');
  const path = join(folder, file);
  const tensors = read(path);
  change(tensors);
  writeFileSync(path, encodeSafetensors(tensors));
  if (!keepSensitivity) rmSync(join(folder, 'sensitivity.json'));
  return folder;
}

function configured(change: (config: Configuration) => void): string {
  const folder = copyOf('golden-b');
  const path = join(folder, 'config.json');
  const config = configurationOf(folder);
  change(config);
  writeFileSync(path, JSON.stringify(config));
  return folder;
}

async function failing(folder: string, method: string): Promise<string[]> {
  const report = await verifyFolder(folder, { engine: onnx, methods: [method] });
  expect(report.pass).toBe(report.methods.every(({ pass }) => pass));
  return report.methods.flatMap(({ checks }) => checks.filter(({ pass }) => !pass).map(({ quantity }) => quantity));
}

describe('a recording of something else fails', () => {
  it.each(
    some<[string, number, string]>(
      [
        ['outputs', 1e-3, 'logits'],
        ['outputs_last', 1e-3, 'logits'],
        ['norm_params', 1e-4, 'parameters'],
        ['final.norm.bias', 1e-4, 'final parameters'],
        ['W1_states_final', 1e-2, 'memory weight'],
        ['outputs', NaN, 'logits'],
      ],
      3,
    ),
  )('where %s are off by %d', async (tensor, by, quantity) => {
    const folder = changed('methods/mgtta.safetensors', (tensors) => {
      const { data } = tensors[tensor]!;
      data[data.length - 1]! += by;
    });
    expect(await failing(folder, 'mgtta')).toEqual([quantity]);
  });

  it.each(
    some<[string, string, number, string]>(
      [
        ['sar', 'selected2', 1, 'second selection'],
        ['sar', 'reset', 1, 'resets'],
        ['sar', 'ema', 1e-3, 'running loss'],
        ['sar', 'loss', 1e-2, 'losses'],
        ['sar', 'grad_norm', 1e-2, 'gradient norm'],
        ['sar', 'first_forward_outputs_last', 1e-2, 'first logits'],
        ['sar', 'final_momentum.blocks.1.norm2.bias', 0.1, 'momentum'],
        ['eata', 'selected1', 1, 'first selection'],
        ['eata', 'model_probs', 1e-2, 'average probabilities'],
        ['eata', 'fisher.norm.bias', 1, 'Fisher information'],
        ['deyo_pixel', 'x_prime_first', 1, 'augmented images'],
        ['deyo', 'loss', 1e-2, 'loss'],
        ['lame', 'final_energy', 1, 'energy'],
        ['lame_rbf', 'outputs_last', 1e-3, 'probabilities'],
        ['t3a', 'n_supports', 1, 'number of supports'],
        ['t3a', 'warmup_entropy', 1e-2, 'initial entropy'],
        ['t3a_masked', 'final_supports', 1e-2, 'supports'],
        ['t3a_masked', 'final_support_labels', 1, 'labels of the supports'],
      ],
      4,
    ),
  )('where %s has other %s', async (method, tensor, by, quantity) => {
    const folder = changed(`methods/${method}.safetensors`, (tensors) => {
      const { data } = tensors[tensor]!;
      // The last value that is known.
      const last = data.findLastIndex((value) => !Number.isNaN(value) && value !== -1);
      data[last] = data[last]! + by;
    });
    expect(await failing(folder, method)).toEqual([quantity]);
  });

  it('where the entropy or the loss of probability of an image is another', async () => {
    for (const tensor of ['entropy', 'plpd']) {
      const folder = changed('methods/deyo.safetensors', (tensors) => {
        tensors[tensor]!.data[0]! += 0.01;
      });
      expect(await failing(folder, 'deyo')).toEqual([tensor === 'plpd' ? 'PLPD' : tensor]);
    }
  });

  it.each(
    some<[string, string]>(
      [
        ['mgg_grad.seq_modeling_block.k_proj.weight', 'MGG gradients'],
        ['mgg_after_step.seq_modeling_block.W1', 'MGG weights'],
        ['mgg_update', 'updates'],
        ['outputs_last', 'logits'],
      ],
      2,
    ),
  )('where %s of a pre-training are a little too large', async (tensor, quantity) => {
    const folder = changed('methods/train_mgg_rand.safetensors', (tensors) => {
      const { data } = tensors[tensor]!;
      for (const [i, value] of data.entries()) data[i] = 1.01 * value;
    });
    expect(await failing(folder, 'train_mgg_rand')).toEqual([quantity]);
  });

  it('where rounding errors are unknown', async () => {
    const worse = (by: number) => (tensors: Tensors) => {
      const { data } = tensors['outputs']!;
      for (const [i, value] of data.entries()) data[i] = by * value;
    };
    const file = 'methods/tent.safetensors';
    expect(await failing(changed(file, worse(1.001), false), 'tent')).toEqual(['logits']);
    // The first step is judged more strictly than those after it.
    expect(await failing(changed(file, worse(1.0003), false), 'tent')).toEqual(['logits']);
    expect(await failing(changed(file, worse(1.00003), false), 'tent')).toEqual([]);
  });

  it('where images are missing', async () => {
    const folder = changed('methods/foa_sgd.safetensors', (tensors) => {
      const { data, shape } = tensors['outputs']!;
      tensors['outputs'] = {
        ...tensors['outputs']!,
        data: data.slice(0, data.length / 4),
        shape: [1, ...shape.slice(1)],
      };
    });
    expect(await failing(folder, 'foa_sgd')).toContain('logits');
  });

  it.each(
    some<[string, string, number]>(
      [
        ['mgtta', 'fitness_lambda', 0.31],
        ['mgtta', 'beta1', 0.86],
        ['mgtta', 'beta2', 0.981],
        ['mgtta', 'adapt_lr', 2.01e-3],
        ['tent', 'momentum', 0.81],
        ['tent', 'lr', 8.1e-3],
        ['foa_sgd', 'fitness_lambda', 0.26],
        ['sar', 'rho', 0.081],
        ['sar', 'margin_e0', 0.5],
        ['sar', 'lr', 0.0101],
        ['eata', 'd_margin', 1],
        ['eata', 'e_margin_arg', 0.051],
        ['eata', 'fisher_alpha', 600],
        ['eata', 'fisher_batch_size', 12],
        ['deyo', 'plpd_threshold', 0.95],
        ['deyo', 'margin_e0_arg', 0.041],
        ['deyo', 'deyo_margin_arg', 0.045],
        ['deyo_resize', 'reweight_plpd', 1],
        ['deyo_occ', 'occlusion_size', 10],
        ['deyo_occ', 'row_start', 4],
        ['deyo_pixel', 'filter_plpd', 1],
        ['deyo_pixel', 'reweight_ent', 1],
        ['lame', 'knn', 2],
        ['lame_rbf', 'knn', 3],
        ['t3a', 'filter_K', 2],
        ['train_mgg_rand', 'train_mgg_lr', 5.1e-3],
        ['train_mgg_rand', 'beta2', 0.971],
      ],
      5,
    ),
  )('where %s was recorded with another %s', async (method, option, value) => {
    const folder = configured((config) => {
      config.methods[method]!.hyper[option] = value;
    });
    expect(await failing(folder, method)).not.toEqual([]);
  });

  it.each(
    some<[string, number]>(
      [
        ['lr', 0.00202],
        ['momentum', 0.89],
      ],
      1,
    ),
  )('where a network with kinks was recorded with another %s', async (option, value) => {
    const folder = copyOf('golden-backbones/resnet_bn');
    const config = configurationOf(folder);
    config.methods['tent']!.hyper[option] = value;
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    expect(await failing(folder, 'tent')).toContain('parameters');
  });

  it('where the classes of the mask stand in another order', async () => {
    const folder = configured((config) => {
      config.class_mask_indices.reverse();
    });
    expect(await failing(folder, 'noadapt_masked')).toEqual(['logits']);
    expect(await failing(folder, 'noadapt')).toEqual([]);
  });
});

describe('choosing methods', () => {
  const folder = recordingFolder('golden-a');

  it('verifies those asked for', async () => {
    const report = await verifyFolder(folder, { engine: onnx, methods: ['noadapt'] });
    expect(report.methods.map(({ method }) => method)).toEqual(['noadapt']);
  });

  it.each([
    ['odd', 'recorded, but the lab has no such method'],
    ['tnet', 'not recorded in'],
  ])('says why %s cannot be verified', async (method, message) => {
    const odd = configured((config) => {
      config.methods['odd'] = { reference: 'odd', hyper: {}, class_mask_used: false };
    });
    await expect(verifyFolder(odd, { engine: onnx, methods: [method] })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining('mgtta') as string,
    });
  });

  it('takes a name of an object for no reference', async () => {
    const odd = configured((config) => {
      config.methods['odd'] = { reference: 'constructor', hyper: {}, class_mask_used: false };
    });
    const report = await verifyFolder(odd, { engine: onnx, methods: ['noadapt'] });
    expect(report.unknown).toEqual(['odd']);
  });

  it('says which file is missing', async () => {
    const folderWithout = copyOf('golden-b');
    rmSync(join(folderWithout, 'methods', 'tent.safetensors'));
    await expect(verifyFolder(folderWithout, { engine: onnx, methods: ['tent'] })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('tent.safetensors') as string,
    });
  });

  it('takes logits that were recorded for all classes', async () => {
    const wide = changed('methods/noadapt_masked.safetensors', (tensors) => {
      const all = read(join(recordingFolder('golden-b'), 'methods', 'noadapt.safetensors'));
      Object.assign(tensors, all);
    });
    expect(await failing(wide, 'noadapt_masked')).toEqual([]);
  });
});
