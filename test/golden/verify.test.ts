import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../src-main/engines/engine.ts';
import { openEngine } from '../../src-main/engines/registry.ts';
import { verifyFolder, type VerifyReport } from '../../src-main/lab/verify/verify.ts';
import { encodeSafetensors, openSafetensors, readFloat32 } from '../../src-main/models/safetensors.ts';

/* The methods of the lab against two recordings: one by the reference implementations, one by a second one of ours. */

const recordings = join(import.meta.dirname, '..', 'data');
const methods = {
  'golden-a': ['noadapt', 'tent', 'foa_sgd', 'mgtta', 'train_mgg', 'train_mgg_rand'],
  'golden-b': ['noadapt', 'noadapt_masked', 'tent', 'foa_sgd', 'mgtta', 'train_mgg', 'train_mgg_rand'],
};
type Name = keyof typeof methods;

const scratch = mkdtempSync(join(tmpdir(), 'verify-'));
let onnx: Engine;
let wasm: Engine;
beforeAll(async () => {
  onnx = await openEngine('onnx-cpu', { threads: 1 });
  wasm = await openEngine('wasm');
});
afterAll(async () => {
  await onnx.dispose();
  await wasm.dispose();
  rmSync(scratch, { recursive: true });
});

let copies = 0;
function copyOf(name: Name): string {
  const folder = join(scratch, String(copies++));
  cpSync(join(recordings, name), folder, { recursive: true });
  return folder;
}

function failures({ methods: reports }: VerifyReport): string[] {
  return reports.flatMap(({ method, checks }) =>
    checks.filter(({ pass }) => !pass).map(({ quantity, absolute }) => `${method} ${quantity} ${absolute}`),
  );
}

describe.each(['golden-a', 'golden-b'] as const)('%s', (name) => {
  it.each(['onnx-cpu', 'wasm'] as const)('is reproduced on %s', async (id) => {
    const report = await verifyFolder(join(recordings, name), { engine: id === 'wasm' ? wasm : onnx });
    expect(failures(report)).toEqual([]);
    expect(report.pass).toBe(true);
    expect(report.engine).toBe(id);
    expect(report.methods.map(({ method }) => method)).toEqual(methods[name]);
    for (const { checks } of report.methods) expect(checks.length).toBeGreaterThan(0);
  });

  it('is reproduced where rounding errors are unknown', async () => {
    const folder = copyOf(name);
    rmSync(join(folder, 'sensitivity.json'));
    const report = await verifyFolder(folder, { engine: onnx });
    expect(failures(report)).toEqual([]);
    expect(report.methods.flatMap(({ checks }) => checks.map(({ measure }) => measure))).not.toContain('absolute');
  });
});

type Tensors = Record<string, HostTensor>;

/** The float tensors of a file. */
function read(path: string): Tensors {
  const stored = [...openSafetensors(path).tensors.values()].filter(({ dtype }) => dtype === 'F32');
  return Object.fromEntries(stored.map((tensor) => [tensor.name, float32(readFloat32(tensor), tensor.shape)]));
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

interface Configuration {
  methods: Record<string, { hyper: Record<string, number>; class_mask_used: boolean; reference: string }>;
  class_mask_indices: number[];
}

function configured(change: (config: Configuration) => void): string {
  const folder = copyOf('golden-b');
  const path = join(folder, 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Configuration;
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
  it.each([
    ['outputs', 1e-3, 'logits'],
    ['outputs_last', 1e-3, 'logits'],
    ['norm_params', 1e-4, 'parameters'],
    ['final.norm.bias', 1e-4, 'final parameters'],
    ['W1_states_final', 1e-2, 'memory weight'],
    ['outputs', NaN, 'logits'],
  ])('where %s are off by %d', async (tensor, by, quantity) => {
    const folder = changed('methods/mgtta.safetensors', (tensors) => {
      const { data } = tensors[tensor]!;
      data[data.length - 1]! += by;
    });
    expect(await failing(folder, 'mgtta')).toEqual([quantity]);
  });

  it.each([
    ['mgg_grad.seq_modeling_block.k_proj.weight', 'MGG gradients'],
    ['mgg_after_step.seq_modeling_block.W1', 'MGG weights'],
    ['mgg_update', 'updates'],
    ['outputs_last', 'logits'],
  ])('where %s of a pre-training are a little too large', async (tensor, quantity) => {
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
    expect(await failing(changed(file, worse(1.002), false), 'tent')).toEqual(['logits']);
    // The first step is judged more strictly than those after it.
    expect(await failing(changed(file, worse(1.0005), false), 'tent')).toEqual(['logits']);
    expect(await failing(changed(file, worse(1.00005), false), 'tent')).toEqual([]);
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

  it.each<[string, string, number]>([
    ['mgtta', 'fitness_lambda', 0.31],
    ['mgtta', 'beta1', 0.86],
    ['mgtta', 'beta2', 0.981],
    ['mgtta', 'adapt_lr', 2.01e-3],
    ['tent', 'momentum', 0.81],
    ['tent', 'lr', 8.1e-3],
    ['foa_sgd', 'fitness_lambda', 0.26],
    ['train_mgg_rand', 'train_mgg_lr', 5.1e-3],
    ['train_mgg_rand', 'beta2', 0.971],
  ])('where %s was recorded with another %s', async (method, option, value) => {
    const folder = configured((config) => {
      config.methods[method]!.hyper[option] = value;
    });
    expect(await failing(folder, method)).not.toEqual([]);
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
  const folder = join(recordings, 'golden-a');

  it('verifies those asked for, and lists the recordings of methods that the lab lacks', async () => {
    const report = await verifyFolder(folder, { engine: onnx, methods: ['noadapt'] });
    expect(report.methods.map(({ method }) => method)).toEqual(['noadapt']);
    expect(report.unknown).toContain('cotta');
  });

  it.each([
    ['cotta', 'recorded, but the lab has no such method'],
    ['tnet', 'not recorded in'],
  ])('says why %s cannot be verified', async (method, message) => {
    await expect(verifyFolder(folder, { engine: onnx, methods: [method] })).rejects.toMatchObject({
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
      const all = read(join(recordings, 'golden-b', 'methods', 'noadapt.safetensors'));
      Object.assign(tensors, all);
    });
    expect(await failing(wide, 'noadapt_masked')).toEqual([]);
  });
});
