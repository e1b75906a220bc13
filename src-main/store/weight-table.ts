import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { packWeights, unpackWeights } from '../../src-shared/metrics/image-weights.ts';

/** A row is added to, and written anew, until it is of so many images. */
const rowImages = 8192;

interface Row {
  readonly entry: number;
  readonly images: number;
  readonly data: Uint8Array;
}

export interface WeightTable {
  /** Adds weights to a stream. @param before images that it had before; those that no weights came for had no share */
  append(runId: string, position: number, before: number, weights: Float32Array): void;
  /** Of the images of a stream up to the last one that weights came for; empty where the method weighs none. */
  of(runId: string, position: number): Float32Array;
  /** Drops all weights of a stream but those of its first `images`. */
  keepFirst(runId: string, position: number, images: number): void;
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function weightsIn({ images, data }: Row): Float32Array {
  const weights = unpackWeights(data, images);
  if (!weights) throw new LabError('store', `The weights of ${images} images are damaged.`);
  return weights;
}

/** How much each image counted for the method, of methods that select or weigh images. */
export function weightTable(db: Database): WeightTable {
  const select = db.prepare<[string, number], Row>(
    'SELECT entry, images, data FROM image_weights WHERE run_id = ? AND shift_position = ? ORDER BY entry',
  );
  const last = db.prepare<[string, number], Row>(
    'SELECT entry, images, data FROM image_weights WHERE run_id = ? AND shift_position = ? ORDER BY entry DESC LIMIT 1',
  );
  const count = db
    .prepare<[string, number], number>(
      'SELECT coalesce(sum(images), 0) FROM image_weights WHERE run_id = ? AND shift_position = ?',
    )
    .pluck();
  const insert = db.prepare<[string, number, number, Uint8Array]>(
    'INSERT INTO image_weights (run_id, shift_position, images, data) VALUES (?, ?, ?, ?)',
  );
  const replace = db.prepare<[number, Uint8Array, number]>(
    'UPDATE image_weights SET images = ?, data = ? WHERE entry = ?',
  );
  const drop = db.prepare<[number]>('DELETE FROM image_weights WHERE entry = ?');

  return {
    append(runId, position, before, weights) {
      const missing = new Float32Array(Math.max(0, before - (count.get(runId, position) ?? 0)));
      const row = last.get(runId, position);
      const all = joined([...(row && row.images < rowImages ? [weightsIn(row)] : []), missing, weights]);
      if (row && row.images < rowImages) replace.run(all.length, packWeights(all), row.entry);
      else insert.run(runId, position, all.length, packWeights(all));
    },
    of: (runId, position) => joined(select.all(runId, position).map(weightsIn)),
    keepFirst(runId, position, images) {
      let left = images;
      for (const row of select.all(runId, position)) {
        if (left <= 0) drop.run(row.entry);
        else if (row.images > left) replace.run(left, packWeights(weightsIn(row).subarray(0, left)), row.entry);
        left -= row.images;
      }
    },
  };
}
