import { createHash } from 'node:crypto';
import { normTensors, type Architecture } from './architecture.ts';
import { readRows, type WeightTable } from './checkpoint-tensors.ts';

/** Changes with what is hashed, so that fingerprints of other rules are never taken for equal. */
const prefix = 'tensors-v1:';

/**
 * By what a checkpoint is known again in any file format, under any library's names and with any metadata: the SHA-256 of
 * its small tensors (norms, biases, running statistics) as float32, under the names that the lab has for them. No two
 * trainings have them alike. Weights that were rounded to 16 bits are others.
 * @param table of its weights, as `weightTable` makes it
 */
export function tensorFingerprint(table: WeightTable, { norms, frozen }: Pick<Architecture, 'norms' | 'frozen'>): string {
  const hash = createHash('sha256');
  const vectors = frozen.flatMap(({ stored }) => (stored.shape.length === 1 ? stored.name : []));
  for (const name of [...new Set([...normTensors(norms).map((tensor) => tensor.name), ...vectors])].sort()) {
    const values = readRows(table.get(name)!);
    hash.update(`${name} ${values.length}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return prefix + hash.digest('hex');
}
