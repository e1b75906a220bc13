import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { bundleOf, importBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { unzipFiles } from '../../../src-renderer/zip-files.ts';
import { choose, mutateBytes, mutateJsonText } from '../mutate.ts';
import { outcomeOf } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const provenance = {
  ...{ engine: 'wasm', device: 'CPU', engineVersion: '4.22.0', threads: 1, labVersion: '0.1.0', gitCommit: 'abc' },
  ...{ nodeVersion: '22.23.3', os: 'linux', host: 'box', modelHash: 'aa', mggHash: null, datasetFingerprint: 'bb' },
  preprocessing: '32×32',
};

/** Bundle of a run in the middle of its work. */
function bundleUnderWay(store: Store): string {
  const shifts = [{ corruption: 'fog', severity: 5 }];
  const config = runConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'm', method: 'tent', shifts });
  const { id } = store.createRun({ kind: 'adapt', method: 'tent', name: 'TENT', config, tags: ['a'], notes: 'note' });
  store.startRun(id, provenance);
  store.startShift(id, { position: 0, corruption: 'fog', severity: 5, imageCount: 9, batchCount: 3, fingerprint: 'f' });
  const counts = { size: 3, correct1: 1, correct5: 2, adapted: true, computeSeconds: 1, loadSeconds: 0 };
  const theta = { shape: [3], dtype: 'float32', data: new Float32Array([1, NaN, -0]) } as const;
  store.saveCheckpoint(
    id,
    { position: 0, next: 1, state: { theta }, progress: { images: 3 } },
    { position: 0, batches: [{ index: 0, ...counts, diagnostics: { loss: 0.3, entropy: null } }] },
  );
  store.recordSkipped(id, [{ path: 'x.png', reason: 'truncated' }]);
  store.log(id, 'warning', 'x.png was skipped');
  return bundleOf(store.readContents(id));
}

function openStores(folder: string) {
  const here = openStore(path.join(folder, 'here.sqlite'));
  const there = openStore(path.join(folder, 'there.sqlite'));
  const close = (): void => {
    here.close();
    there.close();
  };
  return { text: bundleUnderWay(here), there, close };
}

export const bundleTargets: readonly FuzzTarget[] = [
  {
    name: 'bundles',
    open(folder) {
      const { text, there, close } = openStores(folder);
      const whole: unknown = JSON.parse(text);
      return {
        attempt: (random) => outcomeOf(() => importBundle(there, mutateJsonText(whole, random), 'run.json')),
        close,
      };
    },
  },
  {
    name: 'archives',
    open(folder) {
      const { text, there, close } = openStores(folder);
      const files = { 'a.json': strToU8(text), 'folder/b.json': strToU8(text) };
      const archives = [zipSync(files), zipSync(files, { level: 0 })];
      return {
        attempt(random) {
          const bytes = mutateBytes(choose(random, archives), random);
          return outcomeOf(() => {
            for (const bundle of unzipFiles('runs.zip', bytes)) importBundle(there, bundle.text, bundle.name);
          });
        },
        close,
      };
    },
  },
];
