import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundleOf, parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { recordBytes } from '../../../src-shared/metrics/image-records.ts';
import { batch, newRun, newShift, provenance, temporaryFile } from './support.ts';

const perBatch = batch(0).size * recordBytes;

/** Bytes that tell where they stand. */
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

  it('of 750,000 images take at most 25 MB', () => {
    const store = openStore(temporaryFile());
    const { id } = store.createRun(newRun());
    store.startRun(id, provenance);
    for (let position = 0; position < 15; position++) {
      store.startShift(id, newShift(position));
      for (let done = 0; done < 50_000; done += 640) {
        store.appendImages(id, position, new Uint8Array(Math.min(640, 50_000 - done) * recordBytes));
      }
    }
    store.close();
    const reopened = openStore(store.path);
    expect(reopened.imagesOf(id, 14)).toHaveLength(50_000 * recordBytes);
    reopened.close();
    expect(statSync(store.path).size).toBeLessThan(25e6);
  });
});
