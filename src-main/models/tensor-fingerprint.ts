import { createHash } from 'node:crypto';
import { sizeOf } from '../engines/engine.ts';
import { normTensors, type Architecture } from './architecture.ts';
import { readRows, type WeightTable } from './checkpoint-tensors.ts';

/** Changes with what is hashed, so that fingerprints of other rules are never taken for equal. */
const prefix = 'tensors-v1:';

/** Tensors of so many numbers are small: norms, biases, running statistics, class tokens, the first convolution. */
const mostNumbers = 10_000;

/**
 * Identifies a checkpoint in any file format, under any library's names and with any metadata: the SHA-256 of
 * its small tensors as float32, under the names that the lab has for them. No two trainings have them alike. Weights that were rounded to 16 bits are others.
 * @param table of its weights, as `weightTable` makes it
 */
export function tensorFingerprint(
  table: WeightTable,
  { norms, frozen }: Pick<Architecture, 'norms' | 'frozen'>,
): string {
  const hash = createHash('sha256');
  const small = frozen.flatMap(({ stored }) => (sizeOf(stored.shape) <= mostNumbers ? stored.name : []));
  for (const name of [...new Set([...normTensors(norms).map((tensor) => tensor.name), ...small])].sort()) {
    const values = readRows(table.get(name)!);
    hash.update(`${name} ${values.length}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return prefix + hash.digest('hex');
}
