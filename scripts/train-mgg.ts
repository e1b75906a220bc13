/**
 * Pre-trains the meta gradient generators of the quick start, chooses the learning rates of all methods on validation
 * images, and writes generators, settings and a log to resources/quickstart. Test images are not touched.
 *
 *   npm run train:mgg
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configure, configurePretraining } from '../src-main/lab/configure.ts';
import { Lab } from '../src-main/lab/lab.ts';
import { hashConfig } from '../src-main/store/config-hash.ts';
import type { RunRecord } from '../src-shared/records.ts';
import { mggSeeds, pretraining, quickstart, search, shippedMgg, validation, type Trial } from './quickstart/plan.ts';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'resources', 'quickstart') },
    'data-dir': { type: 'string', default: join(root, '.cache', 'train-mgg') },
  },
});

const lab = Lab.open({ dataDir: flags['data-dir'] });

/** A run with this configuration that an earlier start of this script has finished. */
function finished(config: RunRecord['config']): RunRecord | undefined {
  const hash = hashConfig(config);
  return lab.listRuns({ status: ['done'] }).find((run) => run.configHash === hash);
}

function unfinished(run: RunRecord): Error {
  return new Error(`Run ${run.id} ended without a summary.`);
}

async function accuracy(method: string, lr: number, mgg: string | null): Promise<number> {
  const input = validation(method, lr, mgg);
  const labels = { name: `${method} lr ${lr}`, group: 'learning rates' };
  const known = finished((await configure(input)).config);
  const run = known ?? (await (await lab.startRun(input, labels)).finished);
  if (run.kind !== 'adapt' || !run.summary) throw unfinished(run);
  const { averageTop1 } = run.summary;
  console.log(`  ${method.padEnd(10)} lr ${String(lr).padEnd(10)} ${(100 * averageTop1).toFixed(2)} %`);
  return averageTop1;
}

async function pretrain(seed: number, evaluationLr: number): Promise<{ file: string; bestAccuracy: number | null }> {
  const input = pretraining(seed, evaluationLr);
  const labels = { name: `MGG seed ${seed}`, group: 'MGG' };
  const run = finished(configurePretraining(input)) ?? (await lab.startPretraining(input, labels).finished);
  if (run.kind !== 'pretrain' || !run.summary) throw unfinished(run);
  const { output, bestAccuracy, bestEpoch, totalSeconds } = run.summary;
  const percent = bestAccuracy === null ? '' : ` ${(100 * bestAccuracy).toFixed(2)} %`;
  console.log(`  seed ${seed}: best epoch ${bestEpoch + 1},${percent} in ${totalSeconds.toFixed(0)} s`);
  return { file: output, bestAccuracy };
}

interface Entry {
  readonly name: string;
  readonly method: string;
  /** The generator as the settings name it. */
  readonly mgg: string | null;
  readonly best: Trial;
  readonly trials: readonly Trial[];
}

async function choose(name: string, method: string, file: string | null, mgg: string | null): Promise<Entry> {
  console.log(`Learning rate of ${name}:`);
  const { best, trials } = await search((lr) => accuracy(method, lr, file));
  return { name, method, mgg, best, trials };
}

try {
  const entries: Entry[] = [];
  for (const [name, method] of [
    ['TENT', 'tent'],
    ['FOA-SGD', 'foa_sgd'],
    ['FOA-Adam', 'foa_adam'],
  ] as const) {
    entries.push(await choose(name, method, null, null));
  }
  const adam = entries.find(({ method }) => method === 'foa_adam');
  const untrained = `untrained:${mggSeeds[0]}`;
  const ablation = await choose('MGTTA, untrained MGG', 'mgtta', untrained, untrained);
  // Epochs are judged at the rate of FOA-Adam, whose steps are of the same size; MGTTA's own is chosen afterwards.
  const evaluationLr = adam?.best.lr ?? NaN;
  console.log(`Pre-training, epochs judged at lr ${evaluationLr}:`);
  const trained: { seed: number; bestAccuracy: number | null; file: string }[] = [];
  for (const seed of mggSeeds) {
    const result = await pretrain(seed, evaluationLr);
    copyFileSync(result.file, join(flags.out, shippedMgg(seed)));
    trained.push({ seed, ...result });
  }
  const mgtta = await choose('MGTTA', 'mgtta', trained[0]?.file ?? '', 'quickstart');
  const all = [...entries, mgtta, ablation];
  const settings = {
    ...quickstart,
    runs: [
      { name: 'NoAdapt', method: 'noadapt', options: {}, mgg: null },
      ...all.map(({ name, method, mgg, best }) => ({ name, method, options: { lr: best.lr }, mgg })),
    ],
  };
  writeFileSync(join(flags.out, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  const log = {
    learningRates: Object.fromEntries(all.map(({ name, trials }) => [name, trials])),
    pretraining: trained.map(({ seed, bestAccuracy }) => ({ seed, evaluationLr, bestAccuracy })),
  };
  writeFileSync(join(flags.out, 'mgg.log.json'), `${JSON.stringify(log, null, 2)}\n`);
  for (const { name, best } of all) {
    console.log(`${name.padEnd(22)} lr ${String(best.lr).padEnd(10)} validation ${(100 * best.accuracy).toFixed(2)} %`);
  }
} finally {
  await lab.close();
}
