/**
 * Pre-trains the meta gradient generators of the quick start and writes them with a log to resources/quickstart. Test images
 * are not touched. The rates of methods with a generator are chosen afterwards, see choose-rates.ts.
 *
 *   npm run train:mgg
 *   npm run train:mgg -- --only lstm   (a kind, gml or lstm, or the model that they learn on; the others stay)
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configurePretraining } from '../src-main/runs/configure.ts';
import { openLab } from '../src-main/app/open-lab.ts';
import { readQuickstartSettings } from '../src-main/planning/quickstart.ts';
import type { PretrainConfigInput } from '../src-shared/pretrain-config.ts';
import type { RunRecord } from '../src-shared/records.ts';
import { generators, judgingRate, pretraining, type ShippedGenerator } from './quickstart/plan.ts';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'resources', 'quickstart') },
    'data-dir': { type: 'string', default: join(root, '.cache', 'train-mgg') },
    only: { type: 'string' },
  },
});

interface PretrainingEntry {
  readonly model: ShippedGenerator['model'];
  readonly kind: ShippedGenerator['kind'];
  readonly seed: number;
  readonly evaluationLr: number;
  readonly bestAccuracy: number | null;
}

interface Log {
  readonly pretraining: readonly PretrainingEntry[];
}

const logFile = join(flags.out, 'mgg.log.json');
const earlier = JSON.parse(readFileSync(logFile, 'utf8')) as Log;

const lab = openLab({ dataDir: flags['data-dir'] });

/** A pre-training with this configuration that an earlier start of this script has finished. */
async function finished(config: PretrainConfigInput): Promise<RunRecord | undefined> {
  const { identity } = await lab.services.identities.of('pretrain', configurePretraining(config));
  return (await lab.services.identities.runs()).find((run) => run.status === 'done' && run.identity === identity);
}

async function pretrain(generator: ShippedGenerator, input: PretrainConfigInput): Promise<PretrainingEntry> {
  const { model, kind, seed, file } = generator;
  const labels = { name: `MGG ${kind} on ${model}, seed ${seed}`, group: 'MGG' };
  const known = await finished(input);
  const run = known ?? (await lab.finished((await lab.services.starter.startPretraining(input, labels)).id));
  if (run.kind !== 'pretrain' || !run.summary) throw new Error(`Run ${run.id} ended without a summary.`);
  const { output, bestAccuracy, bestEpoch, totalSeconds } = run.summary;
  const percent = bestAccuracy === null ? '' : ` ${(100 * bestAccuracy).toFixed(2)} %`;
  console.log(
    `  ${model}, ${kind}, seed ${seed}: best epoch ${bestEpoch + 1},${percent} in ${totalSeconds.toFixed(0)} s`,
  );
  copyFileSync(output, join(flags.out, file));
  return { model, kind, seed, evaluationLr: run.config.evaluationLr, bestAccuracy };
}

try {
  const settings = await readQuickstartSettings();
  const evaluationLr = judgingRate(settings);
  console.log(`Pre-training, epochs judged at lr ${evaluationLr}:`);
  const trained: PretrainingEntry[] = [];
  for (const generator of generators) {
    const { model, kind, seed } = generator;
    const known = earlier.pretraining.find((one) => one.model === model && one.kind === kind && one.seed === seed);
    if (flags.only === undefined || [kind, model].some((name) => name === flags.only)) {
      trained.push(await pretrain(generator, pretraining(generator, settings, evaluationLr)));
    } else if (known) trained.push(known);
  }
  writeFileSync(logFile, `${JSON.stringify({ pretraining: trained } satisfies Log, null, 2)}\n`);
} finally {
  await lab.close();
}
