import { closeSync, openSync, readSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import { openPytorch } from './pytorch/open-pytorch.ts';
import { openSafetensors, type SafetensorsFile } from './safetensors.ts';

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(4);
  try {
    const descriptor = openSync(path, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Whoever opens the file next says what is wrong with it.
  }
  return bytes;
}

/** How files begin: a ZIP archive, and the pickles that PyTorch wrote before version 1.6. */
const zipStart = Buffer.from('PK\x03\x04', 'latin1');
const legacyStart = Buffer.from([0x80, 0x02, 0x8a, 0x0a]);

/**
 * Reads the table of contents of a checkpoint, safetensors or PyTorch's own format, told apart by how it begins.
 * @throws LabError `not-found` or `bad-checkpoint`
 */
export function openCheckpoint(path: string): SafetensorsFile {
  const start = firstBytes(path);
  if (start.equals(zipStart)) return openPytorch(path);
  if (start.equals(legacyStart)) {
    throw new LabError(
      'bad-checkpoint',
      `${path} is in the format that PyTorch used before version 1.6.`,
      'Load and save it with a newer PyTorch, or save its state dictionary as safetensors.',
    );
  }
  return openSafetensors(path);
}
