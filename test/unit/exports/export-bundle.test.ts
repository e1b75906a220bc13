import { checksumOf } from '../../../src-main/platform/checksum.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { bundleOf, importBundle, parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';

const provenance = {
  engine: 'wasm',
  device: 'CPU',
  engineVersion: '4.22.0',
  threads: 1,
  labVersion: '0.1.0',
  gitCommit: 'abc',
  nodeVersion: '22.23.3',
  os: 'linux',
  host: 'box',
  modelHash: 'aa',
  mggHash: null,
  datasetFingerprint: 'bb',
  preprocessing: '32×32',
};

const times = { computeSeconds: 1, loadSeconds: 1 };
const measured = { top1: 1, top5: 1, ece: 0.2, ...times, skipped: 0, adaptedBatches: 3 };

let folder: string;
let here: Store;
let there: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-bundle-'));
  here = openStore(path.join(folder, 'here.sqlite'));
  there = openStore(path.join(folder, 'there.sqlite'));
});
afterEach(() => {
  here.close();
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A run in the middle of its work, with something of everything. */
function runUnderWay(): string {
  const shifts = [{ corruption: 'fog', severity: 5 }];
  const config = runConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'm', method: 'tent', shifts });
  const { id } = here.createRun({ kind: 'adapt', method: 'tent', name: 'TENT', config, tags: ['a'], notes: 'note' });
  here.startRun(id, provenance);
  here.startShift(id, { position: 0, corruption: 'fog', severity: 5, imageCount: 9, batchCount: 3, fingerprint: 'f' });
  const counts = { size: 3, correct1: 1, correct5: 2, adapted: true, computeSeconds: 1 / 3, loadSeconds: 0 };
  const theta = { shape: [3], dtype: 'float32', data: new Float32Array([1 / 3, NaN, -0]) } as const;
  const mask = { shape: [2], dtype: 'bool', data: new Uint8Array([1, 0]) } as const;
  here.saveCheckpoint(
    id,
    { position: 0, next: 1, state: { theta, mask }, progress: { images: 3 } },
    { position: 0, batches: [{ index: 0, ...counts, diagnostics: { loss: 0.1 + 0.2, entropy: null } }] },
  );
  here.recordSkipped(id, [{ path: 'x.png', reason: 'truncated' }]);
  here.log(id, 'warning', 'x.png was skipped');
  here.recordEpoch(id, { epoch: 0, meanLoss: null, accuracy: { fog: 0.5 }, seconds: 1, isBest: true });
  here.appendSteps(id, [{ step: 0, loss: 2 }]);
  return id;
}

interface RawContents {
  readonly run: { readonly config: object };
}

/** A bundle of today as an earlier version wrote it: runs had a hash of their configuration, and no identity. */
function asWritten(version: 1 | 2, text: string): string {
  const { checksum, contents, ...rest } = JSON.parse(text) as { checksum: string; contents: { run: object } };
  const { identity: _, inputs: __, ...run } = contents.run as Record<string, unknown>;
  return JSON.stringify({ ...rest, version, contents: { ...contents, run: { ...run, configHash: checksum } } });
}

describe('a bundle', () => {
  it('brings everything about a run into another store', () => {
    const id = runUnderWay();
    const original = here.readContents(id);
    expect(importBundle(there, bundleOf(original), 'run.json')).toEqual({ id, added: true });
    expect(there.readContents(id)).toEqual({ ...original, run: { ...original.run, status: 'interrupted' } });
  });

  it('of the first version gets what was not measured as missing', () => {
    const id = runUnderWay();
    const shift = { batchCount: 3, fingerprint: 'f', imageCount: 9, severity: 5 };
    here.appendBatches(
      id,
      0,
      [1, 2].map((index) => ({ ...here.batchesOf(id, 0)[0]!, index })),
    );
    here.finishShift(id, 0, { ...measured, images: 9 });
    here.startShift(id, { ...shift, position: 1, corruption: 'snow' });
    here.finishShift(id, 1, { ...measured, top1: 0, top5: 0, ece: 0, images: 0, skipped: 9 });
    const wrong = { averageTop1: 0.5, averageTop5: 0.5, averageEce: 0.1, images: 18, imagesPerSecond: 9 };
    here.finishRun(id, { ...wrong, skipped: 9, ...times, totalSeconds: 3, peakMemoryBytes: 1 });
    const text = asWritten(1, bundleOf(here.readContents(id))).replaceAll(/"images":[09],/g, '');
    const { run, shifts } = parseBundle(text, 'run.json');
    expect(shifts[0]!.shift.summary).toEqual({ ...measured, images: 9 });
    expect(shifts[1]!.shift.summary).toMatchObject({ top1: null, top5: null, ece: null, images: 0 });
    expect(run.summary).toMatchObject({ averageTop1: 1, averageTop5: 1, averageEce: 0.2, images: 9, totalSeconds: 3 });
  });

  it('of the second version waits for its identity, and must not be edited', () => {
    const text = asWritten(2, bundleOf(here.readContents(runUnderWay())));
    expect(parseBundle(text, 'run.json').run).toMatchObject({ identity: '', inputs: {} });
    const edited = text.replace(/"seed":\d+/, '"seed":7');
    expect(() => parseBundle(edited, 'run.json')).toThrow('its configuration was changed afterwards');
  });

  it('of the fifth version has the interval of RDumb’s resets where all methods have it', () => {
    const id = runUnderWay();
    const {
      checksum: _,
      contents,
      ...rest
    } = JSON.parse(bundleOf(here.readContents(id))) as { contents: RawContents } & {
      checksum: string;
    };
    const config = { ...contents.run.config, method: 'rdumb', options: { lr: 0.1, resetEvery: 300 } };
    const earlier = { ...rest, version: 5, contents: { ...contents, run: { ...contents.run, config } } };
    const text = JSON.stringify({ ...earlier, checksum: checksumOf(config) });
    expect(parseBundle(text, 'run.json').run).toMatchObject({
      ...{ identity: '', config: { options: { lr: 0.1 }, resetEvery: 300 } },
    });
    expect(() => parseBundle(text.replace(/"seed":\d+/, '"seed":7'), 'run.json')).toThrow('was changed afterwards');
  });

  it('is imported once', () => {
    const id = runUnderWay();
    const text = bundleOf(here.readContents(id));
    expect(importBundle(here, text, 'run.json')).toEqual({ id, added: false });
    importBundle(there, text, 'run.json');
    there.annotateRun(id, { notes: 'mine' });
    expect(importBundle(there, text, 'run.json')).toEqual({ id, added: false });
    expect(there.getRun(id).notes).toBe('mine');
    expect(there.listRuns()).toHaveLength(1);
  });

  it('does not replace another run of the same id', () => {
    const contents = here.readContents(runUnderWay());
    there.addContents({ ...contents, run: { ...contents.run, createdAt: '2020-01-01T00:00:00.000Z' } });
    expect(() => importBundle(there, bundleOf(contents), 'run.json')).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    );
  });

  it('that is cut off, edited or something else is refused, naming what is wrong', () => {
    const text = bundleOf(here.readContents(runUnderWay()));
    expect(() => parseBundle(text.slice(0, -10), 'run.json')).toThrow(/^run\.json is not a run exported.*part of it/);
    expect(() => parseBundle('{"a": 1}', 'run.json')).toThrow(/format/);
    expect(() => parseBundle('null', 'run.json')).toThrow(/run\.json/);
    expect(() => parseBundle(text.replace('"seed":2020', '"seed":2021'), 'run.json')).toThrow(
      /configuration was changed/,
    );
    expect(() => parseBundle(text.replace('"correct5":2', '"correct5":"x"'), 'run.json')).toThrow(
      /batches\.0\.correct5/,
    );
    expect(() => parseBundle(text.replace('"shape":[3]', '"shape":[4]'), 'run.json')).toThrow(/12 bytes do not make/);
    expect(there.listRuns()).toEqual([]);
  });
});
