import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { items, maskedOutputs, openGoldenFolder, values } from '../../../src-main/verify/folder.ts';
import { encodeSafetensors, openSafetensors } from '../../../src-main/models/safetensors.ts';

const golden = join(import.meta.dirname, '..', '..', 'data', 'golden-b');
const scratch = mkdtempSync(join(tmpdir(), 'golden-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let count = 0;
function folderWith(file: string, content: string | Uint8Array): string {
  const folder = join(scratch, String(count++));
  cpSync(join(golden, 'config.json'), join(folder, 'config.json'));
  writeFileSync(join(folder, file), content);
  return folder;
}

describe('openGoldenFolder', () => {
  it('reads what drives the replay', () => {
    const folder = openGoldenFolder(golden);
    expect(folder).toMatchObject({ reading: { heads: 4 }, classMask: [1, 2, 9, 4, 7, 8, 11] });
    expect(folder.methods['tent']).toMatchObject({ reference: 'tent', hyper: { lr: 0.008 }, class_mask_used: true });
    expect(folder.methods['noadapt']?.class_mask_used).toBe(false);
  });

  it('takes the largest rounding error over steps and tensors', () => {
    const sensitivity = {
      tent: {
        outputs_max_abs_diff_per_step: [1e-6, 3e-6, 2e-6],
        norm_params_max_abs_diff: 1e-7,
        mgg_grad_max_abs_diff: { W1: 1e-8, b1: 2e-8 },
      },
    };
    const folder = openGoldenFolder(folderWith('sensitivity.json', JSON.stringify(sensitivity)));
    const of = folder.sensitivity('tent');
    expect(['outputs', 'norm_params', 'mgg_grad', 'W1_states_final'].map(of)).toEqual([3e-6, 1e-7, 2e-8, undefined]);
    expect(folder.sensitivity('mgtta')('outputs')).toBeUndefined();
    expect(openGoldenFolder(folderWith('other', '')).sensitivity('tent')('outputs')).toBeUndefined();
  });

  it.each<[string, () => string, string, string]>([
    ['there is none', () => join(scratch, 'nowhere'), 'not-found', "config.json can't be read"],
    ['its configuration is no JSON', () => folderWith('config.json', '{'), 'bad-input', 'config.json is not JSON'],
    [
      'its configuration lacks the model',
      () => folderWith('config.json', '{"methods": {}}'),
      'bad-input',
      'unexpected form at model',
    ],
    [
      'its sensitivities are something else',
      () => folderWith('sensitivity.json', '{"tent": 3}'),
      'bad-input',
      'unexpected form at tent',
    ],
  ])('says in one sentence that %s', (_what, make, code, message) => {
    const folder = make();
    expect(() => openGoldenFolder(folder)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    );
  });
});

describe('items', () => {
  const x = float32(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2]);

  it.each([
    ['as it is', [1, 2]],
    ['as a stream of one', [1, 1, 2]],
  ])('puts a smaller last batch, stored %s, behind the others', (_how, shape) => {
    const path = join(
      folderWith('x.safetensors', encodeSafetensors({ x, x_last: float32(Float32Array.of(9, 10), shape) })),
      'x.safetensors',
    );
    const all = items(openSafetensors(path), 'x');
    expect(all.map((item) => [[...item.data], item.shape])).toEqual([
      [
        [1, 2, 3, 4],
        [2, 2],
      ],
      [
        [5, 6, 7, 8],
        [2, 2],
      ],
      [
        [9, 10],
        [1, 2],
      ],
    ]);
  });

  it('names a tensor that is missing, and the file', () => {
    const file = openSafetensors(join(golden, 'images.safetensors'));
    expect(() => items(file, 'y')).toThrow(/images\.safetensors has no tensor y\./);
    expect(() => values(file, 'y')).toThrow(/images\.safetensors has no tensor y\./);
  });
});

describe('maskedOutputs', () => {
  const folder = openGoldenFolder(golden);
  const wide = { data: Float32Array.from({ length: 24 }, (_, i) => i), shape: [2, 12] };

  it('takes the classes that count out of logits of all classes', () => {
    const masked = maskedOutputs(folder, folder.methods['tent']!, wide);
    expect([...masked]).toEqual([1, 2, 9, 4, 7, 8, 11, 13, 14, 21, 16, 19, 20, 23]);
  });

  it('leaves logits alone that were cut already, and those of methods without a mask', () => {
    const narrow = { data: new Float32Array(14), shape: [2, 7] };
    expect(maskedOutputs(folder, folder.methods['tent']!, narrow)).toBe(narrow.data);
    expect(maskedOutputs(folder, folder.methods['noadapt']!, wide)).toBe(wide.data);
  });
});
