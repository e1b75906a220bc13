import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/models/checkpoint-file.ts';
import { readFloat32 } from '../../../src-main/models/stored-tensor.ts';
import { goldenFolder, scratchFolder } from './support.ts';

const folder = scratchFolder();

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('what is no checkpoint', () => {
  const pointer =
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 346284714\n';
  it.each<[string, string | Uint8Array, RegExp]>([
    ['model.safetensors', pointer, /model\.safetensors is a placeholder of Git LFS, not the checkpoint/],
    ['page.pth', '<!DOCTYPE html><html><body>404</body></html>', /page\.pth is a web page/],
    ['denied.bin', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', /denied\.bin is a web page/],
    ['empty.pth', '', /empty\.pth is empty/],
    ['notes.pth', 'Remember to download the model.', /notes\.pth is neither a safetensors file nor a checkpoint/],
    ['list.pkl', Uint8Array.from([0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x5d, 0x2e]), /a bare Python pickle/],
    ['model.pth.gz', Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), /is packed with gzip/],
    ['model.h5', Uint8Array.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0]), /is an HDF5 file/],
  ])('%s: one sentence says what it is', (name, content, message) => {
    expect(() => openCheckpoint(write(name, content))).toThrow(
      expect.objectContaining({
        code: 'bad-checkpoint',
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(/\.$/) as string,
      }) as Error,
    );
  });

  it('a folder, a file that is not there, and a truncated safetensors file', () => {
    expect(() => openCheckpoint(folder)).toThrow(/it is a folder/);
    expect(() => openCheckpoint(join(folder, 'nothing'))).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
    const whole = readFileSync(join(goldenFolder, 'mgg.safetensors'));
    expect(() => openCheckpoint(write('cut.safetensors', whole.subarray(0, whole.length - 9)))).toThrow(
      /it is truncated/,
    );
    expect(() => openCheckpoint(write('head.safetensors', whole.subarray(0, 100)))).toThrow(/its header is cut off/);
  });
});

describe('a checkpoint', () => {
  it('is recognised by its contents, not by its name, and found where links lead', () => {
    const bytes = readFileSync(join(goldenFolder, 'mgg.safetensors'));
    mkdirSync(join(folder, 'blobs'));
    const real = write(join('blobs', 'a1b2'), bytes);
    const link = join(folder, 'generator.pth');
    symlinkSync(real, link);
    const file = openCheckpoint(link);
    const tensor = file.tensors.get('seq_modeling_block.b1')!;
    expect(file.path).toBe(link);
    expect(tensor.range.path).toBe(real);
    expect(readFloat32(tensor)).toHaveLength(8);
  });
});
