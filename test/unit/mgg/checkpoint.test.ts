import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { float32, sizeOf, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { loadMgg, requireMgg, untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { encodeMgg } from '../../../src-main/mgg/encode-mgg.ts';
import { mggShapes } from '../../../src-main/mgg/kinds.ts';
import { encodeSafetensors } from '../../../src-main/models/safetensors.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const folder = mkdtempSync(join(tmpdir(), 'mgg-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('untrainedMgg', () => {
  it('depends on the seed only, and has 164 numbers', () => {
    const mgg = untrainedMgg(5);
    expect(untrainedMgg(5)).toEqual(mgg);
    expect(untrainedMgg(6)).not.toEqual(mgg);
    expect(Object.values(mgg.tensors).reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(164);
  });

  it('makes an LSTM with open forget gates', () => {
    const mgg = untrainedMgg(5, { kind: 'lstm', hiddenSize: 3, heads: 4 });
    expect(mgg).toMatchObject({ kind: 'lstm', hiddenSize: 3, heads: 1 });
    expect([...mgg.tensors['lstm.bias']!.data]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    for (const name of ['weight_ih', 'weight_hh', 'output.weight']) {
      const { data } = mgg.tensors[`lstm.${name}`]!;
      expect(Math.max(...data.map(Math.abs)), name).toBeLessThanOrEqual(1 / Math.sqrt(3));
      expect(new Set(data).size, name).toBe(data.length);
    }
  });

  it('begins as the reference implementation does', () => {
    const { tensors } = untrainedMgg(1, { hiddenSize: 64, heads: 2 });
    const get = (name: string): number[] => [...tensors[`seq_modeling_block.${name}`]!.data];
    const memory = get('W1');
    const std = Math.sqrt(memory.reduce((sum, value) => sum + value * value, 0) / memory.length);
    expect(std).toBeCloseTo(0.02, 3);
    const q = get('q_proj.weight');
    expect(Math.max(...q.map(Math.abs))).toBeLessThanOrEqual(Math.SQRT1_2);
    expect(Math.max(...q)).toBeGreaterThan(0.6);
    for (const name of ['b1', 'learnable_token_idx', 'learnable_ttt_lr_bias', 'ttt_norm_bias', 'post_norm.bias'])
      expect(new Set(get(name)), name).toEqual(new Set([0]));
    for (const name of ['ttt_norm_weight', 'post_norm.weight']) expect(new Set(get(name)), name).toEqual(new Set([1]));
  });
});

describe('loadMgg', () => {
  it.each([
    [8, 1],
    [4, 3],
  ])('reads what was written, with %d numbers a head and %d heads', (hiddenSize, heads) => {
    const mgg = untrainedMgg(2, { hiddenSize, heads });
    const path = write(`${heads}.safetensors`, encodeMgg(mgg, { epochs: '40' }));
    const loaded = loadMgg(path);
    expect(loaded.weights).toEqual(mgg);
    expect(loaded.provenance).toEqual({ epochs: '40' });
    expect(loaded.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads what the reference implementation saves with PyTorch', () => {
    const recorded = loadMgg(join(data, 'pytorch', 'mgg.pth'));
    expect(recorded.weights).toEqual(loadMgg(join(data, 'golden-a', 'mgg.safetensors')).weights);
    expect(recorded.weights).toMatchObject({ kind: 'gml', hiddenSize: 8, heads: 1 });
  });

  it.each(['gml', 'lstm'] as const)('reads what was written for PyTorch: %s', (kind) => {
    const mgg = untrainedMgg(4, { kind, hiddenSize: 4 });
    const loaded = loadMgg(write(`${kind}.pth`, encodeMgg(mgg, { epochs: '40' }, 'pth')));
    expect(loaded.weights).toEqual(mgg);
    expect(loaded.provenance).toEqual({});
  });

  it('writes a generator with its provenance to the same file again', () => {
    const bytes = encodeMgg(untrainedMgg(4), { epochs: '40', config: '{}' });
    const { weights, provenance } = loadMgg(write('again.safetensors', bytes));
    expect(encodeMgg(weights, provenance).equals(bytes)).toBe(true);
  });

  it('refuses a truncated file of PyTorch', () => {
    const bytes = encodeMgg(untrainedMgg(4), {}, 'pth');
    const path = write('cut.pth', bytes.subarray(0, bytes.length - 200));
    expect(() => loadMgg(path)).toThrow(/cut\.pth can't be read as a PyTorch checkpoint: it is cut off/);
  });

  it('reads an LSTM and distinguishes it from a memory layer', () => {
    const mgg = untrainedMgg(2, { kind: 'lstm', hiddenSize: 5 });
    expect(loadMgg(write('lstm.safetensors', encodeMgg(mgg, {}))).weights).toEqual(mgg);
  });

  it('makes an untrained one of a seed', () => {
    expect(loadMgg('untrained:7').weights).toEqual(untrainedMgg(7));
    expect(loadMgg('untrained').weights).toEqual(untrainedMgg(0));
    expect(loadMgg('untrained:7')).toEqual(loadMgg('untrained:7'));
    expect(loadMgg('untrained:lstm:7').weights).toEqual(untrainedMgg(7, { kind: 'lstm' }));
    expect(loadMgg('untrained:7').hash).not.toBe(loadMgg('untrained:8').hash);
  });

  const good = untrainedMgg(1).tensors;
  const prefix = 'seq_modeling_block.';
  const zeros = (...shape: number[]): HostTensor => float32(new Float32Array(sizeOf(shape)), shape);
  const cases: [string, Named<HostTensor>, string][] = [
    ['a ViT', { 'norm.weight': zeros(8) }, 'is no meta gradient generator'],
    [
      'a missing tensor',
      Object.fromEntries(Object.entries(good).filter(([name]) => name !== `${prefix}b1`)),
      `Tensor ${prefix}b1 of FILE is missing, expected [1, 1, 8]`,
    ],
    [
      'a wrong shape',
      { ...good, [`${prefix}q_proj.weight`]: zeros(8, 3) },
      `Tensor ${prefix}q_proj.weight of FILE has shape [8, 3], expected [8, 2]`,
    ],
    [
      'parts of different sizes',
      { ...good, [`${prefix}W1`]: untrainedMgg(1, { hiddenSize: 4 }).tensors[`${prefix}W1`]! },
      `Tensor ${prefix}b1 of FILE has shape [1, 1, 8], expected [1, 1, 4]`,
    ],
    ['a flat memory', { ...good, [`${prefix}W1`]: zeros(8, 8) }, 'has shape [8, 8], expected [8, 8, 8]'],
  ];
  it.each(cases)('says what is wrong with %s', (name, tensors, message) => {
    const path = write(`${name}.safetensors`, encodeSafetensors(tensors));
    const error = { code: 'bad-checkpoint', message: expect.stringContaining(message.replace('FILE', path)) as string };
    expect(() => loadMgg(path)).toThrow(expect.objectContaining(error) as Error);
  });

  it('says that a file is not there or broken', () => {
    expect(() => loadMgg(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
    const path = write('broken.safetensors', Buffer.from('nonsense and more'));
    expect(() => loadMgg(path)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }) as Error);
  });

  it('knows the shapes of several heads', () => {
    expect(mggShapes('gml', { hiddenSize: 4, heads: 2 })).toMatchObject({
      W1: [2, 4, 4],
      'q_proj.weight': [8, 2],
      'o_proj.weight': [1, 8],
    });
  });
});

describe('requireMgg', () => {
  it('hands over a generator of the right kind', () => {
    const mgg = untrainedMgg(1);
    expect(requireMgg(mgg, 'gml', 'MGTTA')).toBe(mgg);
  });

  it('says what is wrong with one of the other kind, or with none', () => {
    const expectError = (run: () => unknown, code: string, message: string): void => {
      expect(run).toThrow(expect.objectContaining({ code, message }) as Error);
    };
    expectError(
      () => requireMgg(untrainedMgg(1), 'lstm', 'MGTTA-LSTM'),
      'bad-checkpoint',
      'MGTTA-LSTM needs a generator with an LSTM, but this one has a gradient memory layer.',
    );
    expectError(() => requireMgg(undefined, 'gml', 'MGTTA'), 'bad-input', 'MGTTA needs a meta gradient generator.');
  });
});
