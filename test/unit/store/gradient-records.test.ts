import { describe, expect, it } from 'vitest';
import { bundleOf, parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';
import { batch, newRun, newShift, provenance, temporaryFile } from './support.ts';

const recordAt = (position: number, index: number, effectiveRate = 0.005): GradientRecord => ({
  position,
  batch: index,
  layers: ['norm.weight', 'norm.bias'],
  whole: { effectiveRate, cosineDescent: null },
  byLayer: { effectiveRate: [effectiveRate, null] },
  groups: [{ images: 16, entropy: 0.2, gradient: -0.5, update: null }],
  memories: [{ quantile: 0.5, parameter: 'norm.bias[3]', memory: { weight: [1, 2], bias: [3] } }],
});

function begun(store: Store): string {
  const { id } = store.createRun(newRun());
  store.startRun(id, provenance);
  store.startShift(id, newShift());
  return id;
}

/** As the recorder does. */
function measure(store: Store, id: string, first: number, next: number): void {
  for (let index = first; index < next; index++) {
    store.appendBatches(id, 0, [batch(index)]);
    store.putGradients(id, recordAt(0, index));
  }
}

describe('stored records of gradients', () => {
  it('come back in the order of streams and batches', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    store.startShift(id, newShift(1, 'snow'));
    store.putGradients(id, recordAt(1, 0));
    measure(store, id, 0, 12);
    const places = store.gradientsOf(id).map((record) => [record.position, record.batch]);
    expect(places).toEqual([...Array.from({ length: 12 }, (_, index) => [0, index]), [1, 0]]);
    expect(store.gradientsOf(id)[3]).toEqual(recordAt(0, 3));
    store.close();
  });

  it('are dropped from the checkpoint on that a run goes back to, and computed again', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 4);
    store.saveCheckpoint(id, { position: 0, next: 4, state: {}, progress: {} });
    measure(store, id, 4, 7);
    store.rewindToCheckpoint(id);
    expect(store.gradientsOf(id).map((record) => record.batch)).toEqual([0, 1, 2, 3]);
    measure(store, id, 4, 5);
    store.putGradients(id, recordAt(0, 4, 0.25));
    expect(store.gradientsOf(id).map(({ whole }) => whole.effectiveRate)).toEqual([0.005, 0.005, 0.005, 0.005, 0.25]);
    store.close();
  });

  it('travel in bundles, and bundles without them can be read', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 3);
    const text = bundleOf(store.readContents(id));
    const other = openStore(temporaryFile());
    other.addContents(parseBundle(text, 'bundle'));
    expect(other.gradientsOf(id)).toEqual(store.gradientsOf(id));
    const earlier = JSON.parse(text) as { version: number; contents: { gradients?: unknown } };
    earlier.version = 6;
    delete earlier.contents.gradients;
    expect(parseBundle(JSON.stringify(earlier), 'bundle').gradients).toEqual([]);
    store.close();
    other.close();
  });

  it('go with their run', () => {
    const store = openStore(temporaryFile());
    const id = begun(store);
    measure(store, id, 0, 2);
    store.startShift(id, newShift());
    expect(store.gradientsOf(id)).toEqual([]);
    store.close();
  });
});
