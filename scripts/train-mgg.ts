/**
 * Pre-trains the meta gradient generators of the quick start, chooses the learning rates of all methods on validation
 * images, and writes generators, settings and a log to resources/quickstart. Test images are not touched.
 *
 *   npm run train:mgg
 *   npm run train:mgg -- --only CoTTA,MGTTA-LSTM   (the other runs keep what was found for them before)
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configure, configurePretraining } from '../src-main/runs/configure.ts';
import { openLab } from '../src-main/app/open-lab.ts';
import { readQuickstartSettings } from '../src-main/planning/quickstart.ts';
import type { RunRecord } from '../src-shared/records.ts';
import {
  entries,
  generators,
  pretraining,
  quickstart,
  search,
  validation,
  type Entry,
  type ShippedGenerator,
  type Trial,
} from './quickstart/plan.ts';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'resources', 'quickstart') },
    'data-dir': { type: 'string', default: join(root, '.cache', 'train-mgg') },
    only: { type: 'string' },
  },
});
const names = flags.only?.split(',');
const wanted = ({ name }: Entry): boolean => names?.includes(name) ?? true;

interface PretrainingEntry {
  readonly kind: ShippedGenerator['kind'];
  readonly seed: number;
  readonly evaluationLr: number;
  readonly bestAccuracy: number | null;
}

interface Log {
  learningRates: Record<string, readonly Trial[]>;
  pretraining: readonly PretrainingEntry[];
}

const logFile = join(flags.out, 'mgg.log.json');
const earlier = JSON.parse(readFileSync(logFile, 'utf8')) as Log;

const lab = openLab({ dataDir: flags['data-dir'] });

/** A run with this configuration that an earlier start of this script has finished. */
async function finished(kind: RunRecord['kind'], config: RunRecord['config']): Promise<RunRecord | undefined> {
  const { identity } = await lab.services.identities.of(kind, config);
  return (await lab.services.identities.runs()).find((run) => run.status === 'done' && run.identity === identity);
}

function unfinished(run: RunRecord): Error {
  return new Error(`Run ${run.id} ended without a summary.`);
}

async function accuracy(entry: Entry, lr: number): Promise<number> {
  const { method } = entry;
  const input = validation(entry, lr);
  const labels = { name: `${method} lr ${lr}`, group: 'learning rates' };
  const known = await finished('adapt', (await configure(input)).config);
  const run = known ?? (await lab.finished((await lab.services.starter.startRun(input, labels)).id));
  if (run.kind !== 'adapt' || !run.summary) throw unfinished(run);
  const { averageTop1 } = run.summary;
  if (averageTop1 === null) throw new Error(`Run ${run.id} could read no image.`);
  console.log(`  ${method.padEnd(10)} lr ${String(lr).padEnd(10)} ${(100 * averageTop1).toFixed(2)} %`);
  return averageTop1;
}

async function pretrain(generator: ShippedGenerator, evaluationLr: number): Promise<PretrainingEntry> {
  const { kind, seed, file } = generator;
  const input = pretraining(generator, evaluationLr);
  const labels = { name: `MGG ${kind}, seed ${seed}`, group: 'MGG' };
  const known = await finished('pretrain', configurePretraining(input));
  const run = known ?? (await lab.finished((await lab.services.starter.startPretraining(input, labels)).id));
  if (run.kind !== 'pretrain' || !run.summary) throw unfinished(run);
  const { output, bestAccuracy, bestEpoch, totalSeconds } = run.summary;
  const percent = bestAccuracy === null ? '' : ` ${(100 * bestAccuracy).toFixed(2)} %`;
  console.log(`  ${kind}, seed ${seed}: best epoch ${bestEpoch + 1},${percent} in ${totalSeconds.toFixed(0)} s`);
  copyFileSync(output, join(flags.out, file));
  return { kind, seed, evaluationLr, bestAccuracy };
}

async function choose(entry: Entry): Promise<readonly Trial[]> {
  console.log(`Learning rate of ${entry.name}:`);
  return (await search((lr) => accuracy(entry, lr))).trials;
}

function best(trials: readonly Trial[]): Trial | undefined {
  return trials.toSorted((a, b) => b.accuracy - a.accuracy)[0];
}

try {
  const learningRates: Record<string, readonly Trial[]> = {};
  const tuned = entries.filter((entry) => entry.tuned);
  // Generators are judged at the rate of FOA-Adam, whose steps are of the same size; the rates of MGTTA come afterwards.
  const learned = tuned.filter(({ mgg }) => mgg?.startsWith('quickstart'));
  for (const entry of tuned.filter((one) => !learned.includes(one))) {
    const known = earlier.learningRates[entry.name];
    if (wanted(entry)) learningRates[entry.name] = await choose(entry);
    else if (known) learningRates[entry.name] = known;
  }
  const evaluationLr = best(learningRates['FOA-Adam'] ?? [])?.lr ?? NaN;
  const kinds = learned.filter(wanted).map(({ method }) => (method === 'mgtta_lstm' ? 'lstm' : 'gml'));
  console.log(`Pre-training, epochs judged at lr ${evaluationLr}:`);
  const trained: PretrainingEntry[] = [];
  for (const generator of generators) {
    const { kind, seed } = generator;
    const known = earlier.pretraining.find((one) => one.kind === kind && one.seed === seed);
    if (kinds.includes(kind)) trained.push(await pretrain(generator, evaluationLr));
    else if (known) trained.push(known);
  }
  for (const entry of learned) {
    const known = earlier.learningRates[entry.name];
    if (wanted(entry)) learningRates[entry.name] = await choose(entry);
    else if (known) learningRates[entry.name] = known;
  }

  const before = await readQuickstartSettings();
  const offered = entries.filter((entry) => wanted(entry) || before.runs.some(({ name }) => name === entry.name));
  const runs = offered.map(({ name, method, mgg, quick, options }) => {
    const chosen = best(learningRates[name] ?? []);
    return { name, method, options: { ...options, ...(chosen ? { lr: chosen.lr } : {}) }, mgg, quick };
  });
  writeFileSync(join(flags.out, 'settings.json'), `${JSON.stringify({ ...quickstart, runs }, null, 2)}\n`);
  const ordered = entries.flatMap(({ name }) => {
    const trials = learningRates[name];
    return trials ? [[name, trials] as const] : [];
  });
  const log: Log = { learningRates: Object.fromEntries(ordered), pretraining: trained };
  writeFileSync(logFile, `${JSON.stringify(log, null, 2)}\n`);
  for (const [name, trials] of ordered) {
    const { lr = NaN, accuracy: reached = NaN } = best(trials) ?? {};
    console.log(`${name.padEnd(22)} lr ${String(lr).padEnd(10)} validation ${(100 * reached).toFixed(2)} %`);
  }
} finally {
  await lab.close();
}
