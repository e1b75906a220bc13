/**
 * Prints how well a source model, without adaptation, classifies the quick start's validation images under every
 * corruption and severity, and whether the strength table keeps what is asked of it.
 *
 *   node scripts/check-strengths.ts [--checkpoint <file>] [--images 1000] [--corruptions a,b] [--severities 1,2,3,4,5]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dataset } from '../src-main/data/dataset.ts';
import { findQuickstartFolder, openDataset } from '../src-main/data/datasets.ts';
import { float32, type Engine } from '../src-main/engines/engine.ts';
import { openOnnxEngine } from '../src-main/engines/onnx/engine.ts';
import { loadSourceModel } from '../src-main/models/load-model.ts';
import type { SourceModel } from '../src-main/models/source-model.ts';
import { allCorruptionNames, corruptionNames } from '../src-shared/corruptions.ts';
import { LabError, toLabError } from '../src-shared/errors.ts';

const mean = [0.5, 0.5, 0.5];
const std = [0.5, 0.5, 0.5];
const batchSize = 100;
/** Bounds of the table, in percent: clean accuracy, average over the test corruptions at severity 5, least loss. */
const goals = { clean: 86, average: [45, 65], loss: 5 } as const;

function compileForward(engine: Engine, model: SourceModel) {
  const image = { shape: [batchSize, 3, model.imageSize, model.imageSize], dtype: 'float32' } as const;
  return engine.compile(
    (inputs, constants) => ({ logits: model.forward(inputs.images, inputs.theta, constants).logits }),
    { label: `forward, batch ${batchSize}`, inputs: { images: image, theta: model.theta }, constants: model.constants },
  );
}

function countCorrect(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  return labels.reduce((correct, label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    return correct + (row.indexOf(Math.max(...row)) === label ? 1 : 0);
  }, 0);
}

type Forward = Awaited<ReturnType<typeof compileForward>>;

/** Accuracy in percent. */
async function accuracy(step: Forward, model: SourceModel, dataset: Dataset, corruption: string, severity: number) {
  const { imageSize, theta } = model;
  const shifts = [{ corruption, severity }];
  const stream = await dataset.stream({ shifts, images, seed: 1, batchSize, imageSize, mean, std });
  let correct = 0;
  for await (const batch of stream.batches()) {
    const tensor = float32(batch.images, [batch.size, 3, imageSize, imageSize]);
    const { logits } = await step.run({ images: tensor, theta });
    correct += countCorrect(logits.data as Float32Array, batch.labels);
  }
  return (100 * correct) / stream.imageCount;
}

function judge(clean: number, rows: ReadonlyMap<string, readonly number[]>): string[] {
  const faults: string[] = [];
  if (clean < goals.clean) faults.push(`clean accuracy is ${clean.toFixed(1)}, below ${goals.clean}`);
  for (const [name, row] of rows) {
    if (clean - row.at(-1)! < goals.loss) faults.push(`${name} costs less than ${goals.loss} points when strongest`);
    if (row.some((value, i) => i > 0 && value > row[i - 1]! + 1)) faults.push(`${name} does not grow with severity`);
  }
  const last = corruptionNames.flatMap((name) => rows.get(name)?.at(-1) ?? []);
  const average = last.reduce((sum, value) => sum + value, 0) / last.length;
  const complete = last.length === corruptionNames.length;
  if (complete) console.log(`average of the test corruptions, strongest: ${average.toFixed(1)}`);
  if (complete && (average < goals.average[0] || average > goals.average[1])) {
    faults.push(`the average is not between ${goals.average.join(' and ')}`);
  }
  return faults;
}

const { values: flags } = parseArgs({
  options: {
    checkpoint: { type: 'string', default: join(findQuickstartFolder(), 'source-vit.safetensors') },
    images: { type: 'string', default: '1000' },
    corruptions: { type: 'string', default: allCorruptionNames.join(',') },
    severities: { type: 'string', default: '1,2,3,4,5' },
  },
});
const images = Number(flags.images);

async function check(): Promise<string[]> {
  if (!(images > 0) || images % batchSize !== 0) {
    throw new LabError('bad-option', `--images must be a positive multiple of ${batchSize}.`);
  }
  const engine = await openOnnxEngine('cpu');
  const model = await loadSourceModel(flags.checkpoint);
  const dataset = await openDataset({ kind: 'quickstart', split: 'validation' });
  const step = await compileForward(engine, model);
  const clean = await accuracy(step, model, dataset, 'clean', 0);
  console.log(`clean`.padEnd(20), clean.toFixed(1));
  const rows = new Map<string, number[]>();
  for (const name of flags.corruptions.split(',')) {
    const row: number[] = [];
    for (const severity of flags.severities.split(',')) {
      row.push(await accuracy(step, model, dataset, name, Number(severity)));
    }
    rows.set(name, row);
    console.log(name.padEnd(20), row.map((value) => value.toFixed(1).padStart(5)).join(' '));
  }
  await step.dispose();
  await engine.dispose();
  await dataset.close();
  return judge(clean, rows);
}

try {
  const faults = await check();
  for (const fault of faults) console.log(`- ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(toLabError(error).message);
  process.exitCode = 1;
}
