import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { bundleOf, parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { recordBytes } from '../../../src-shared/metrics/image-records.ts';
import { batch, newRun, newShift, provenance, temporaryFile } from './support.ts';

const perBatch = batch(0).size * recordBytes;

/** Bytes that encode where they stand. */
const bytesFrom = (first: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + i) % 251);

function begun(store: Store): string {
  const { id } = store.createRun(newRun());
  store.startRun(id, provenance);
  store.startShift(id, newShift());
  return id;
}

/** As the recorder does: batches as they come, records with each checkpoint. */
function measure(store: Store, id: string, first: number, next: number, withCheckpoint = true): void {
  for (let index = first; index < next; index++) store.appendBatches(id, 0, [batch(index)]);
  store.appendImages(id, 0, bytesFrom(first * perBatch, (next - first) * perBatch));
  if (withCheckpoint) store.saveCheckpoint(id, { position: 0, next, state: {}, progress: {} });
}

describe('stored records of images', () => {
  it('come back in their order, from rows of several checkpoints', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 3);
    measure(store, id, 3, 80);
    measure(store, id, 80, 81);
    measure(store, id, 81, 200);
    expect(Buffer.from(store.imagesOf(id, 0))).toEqual(Buffer.from(bytesFrom(0, 200 * perBatch)));
    expect(store.imagesOf(id, 1)).toHaveLength(0);
    store.close();
  });

  it('are dropped after the checkpoint that a run goes back to', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 90);
    measure(store, id, 90, 170, false);
    store.rewindToCheckpoint(id);
    expect(Buffer.from(store.imagesOf(id, 0))).toEqual(Buffer.from(bytesFrom(0, 90 * perBatch)));
    measure(store, id, 90, 95);
    expect(Buffer.from(store.imagesOf(id, 0))).toEqual(Buffer.from(bytesFrom(0, 95 * perBatch)));
    store.close();
  });

  it('of images of no known class count where the batches before a checkpoint end', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    const outliers = 3;
    const bytes = perBatch + outliers * recordBytes;
    const add = (first: number, next: number): void => {
      for (let index = first; index < next; index++) store.appendBatches(id, 0, [batch(index, { outliers })]);
      store.appendImages(id, 0, bytesFrom(first * bytes, (next - first) * bytes));
    };
    add(0, 2);
    store.saveCheckpoint(id, { position: 0, next: 2, state: {}, progress: {} });
    add(2, 5);
    store.rewindToCheckpoint(id);
    expect(Buffer.from(store.imagesOf(id, 0))).toEqual(Buffer.from(bytesFrom(0, 2 * bytes)));
    store.close();
  });

  it('go with the stream when it starts again, and with the run', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 2, false);
    store.rewindToCheckpoint(id);
    store.startShift(id, newShift());
    expect(store.imagesOf(id, 0)).toHaveLength(0);
    store.close();
  });

  it('travel in a bundle', () => {
    const [store, other] = [openStore(temporaryFile()), openStore(temporaryFile())];
    const id = begun(store);
    measure(store, id, 0, 70);
    store.setStatus(id, 'interrupted');
    expect(other.addContents(parseBundle(bundleOf(store.readContents(id)), 'run.json'))).toBe(true);
    expect(Buffer.from(other.imagesOf(id, 0))).toEqual(Buffer.from(store.imagesOf(id, 0)));
    store.close();
    other.close();
  });

  it('have weights beside them where batches had some, which are dropped and travel with them', () => {
    const [store, other] = [openStore(temporaryFile()), openStore(temporaryFile())];
    const id = begun(store);
    const { size } = batch(0);
    const add = (next: number, of?: (image: number) => number): void => {
      const first = store.batchesOf(id, 0).length;
      for (let index = first; index < next; index++) store.appendBatches(id, 0, [batch(index)]);
      const images = (next - first) * size;
      const weights = of && Float32Array.from({ length: images }, (_, i) => of(first * size + i));
      store.appendImages(id, 0, new Uint8Array(images * recordBytes), weights);
      store.saveCheckpoint(id, { position: 0, next, state: {}, progress: {} });
    };
    add(2);
    expect(store.weightsOf(id, 0)).toHaveLength(0);
    add(4, (image) => (image % 3) / 2);
    add(6);
    add(300, (image) => image % 5);
    const expected = Float32Array.from({ length: 300 * size }, (_, image) => {
      const place = Math.floor(image / size);
      if (place < 2 || (place >= 4 && place < 6)) return 0;
      return place < 4 ? (image % 3) / 2 : image % 5;
    });
    expect(store.weightsOf(id, 0)).toEqual(expected);

    store.appendBatches(id, 0, [batch(300)]);
    store.appendImages(id, 0, new Uint8Array(perBatch), new Float32Array(size).fill(9));
    store.rewindToCheckpoint(id);
    expect(store.weightsOf(id, 0)).toEqual(expected);

    store.setStatus(id, 'interrupted');
    other.addContents(parseBundle(bundleOf(store.readContents(id)), 'run.json'));
    expect(other.weightsOf(id, 0)).toEqual(expected);
    const bundle = JSON.parse(bundleOf(store.readContents(id))) as {
      contents: { shifts: { weights: { images: number } }[] };
    };
    bundle.contents.shifts[0]!.weights.images++;
    expect(() => parseBundle(JSON.stringify(bundle), 'run.json')).toThrow(/no weights of/);
    store.close();
    other.close();
  });

  // Of methods that select by a threshold and by novelty, and of those that leave out what is more like the average than the mean.
  it.each([0, 0.6])('of 750,000 images take at most 25 MB, a share of %d of them with a weight', (share) => {
    const store = openStore(temporaryFile());
    const { id } = store.createRun(newRun());
    store.startRun(id, provenance);
    const weightOf = (_: unknown, i: number): number => (i % 10 < 10 * share ? 1 + (i % 97) : 0);
    for (let position = 0; position < 15; position++) {
      store.startShift(id, newShift(position));
      for (let done = 0; done < 50_000; done += 640) {
        const images = Math.min(640, 50_000 - done);
        const weights = share > 0 ? Float32Array.from({ length: images }, weightOf) : undefined;
        store.appendImages(id, position, new Uint8Array(images * recordBytes), weights);
      }
    }
    store.close();
    const database = new Database(store.path);
    const bytes = (table: string): number =>
      database.prepare<[], number>(`SELECT coalesce(sum(length(data)), 0) FROM ${table}`).pluck().get()!;
    expect(bytes('image_records')).toBe(750_000 * recordBytes);
    expect(bytes('image_records') + bytes('image_weights')).toBeLessThan(25e6);
    database.close();
    if (share === 0) expect(statSync(store.path).size).toBeLessThan(25e6);
  });
});
