/**
 * Trains a source model of the quick start on painted Fashion-MNIST with the lab's own engine and writes it to
 * resources/quickstart. Needs the original training images (Debian's package dataset-fashion-mnist). Shapes have the names
 * by which configurations know their models.
 *
 *   npm run train:source -- [--shape quickstart-small] [--epochs 14] [--data <folder of the original files>] [--out <folder>]
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNormaliser } from '../src-main/data/normalise.ts';
import { findQuickstartFolder } from '../src-main/data/datasets.ts';
import { readSplit } from '../src-main/data/quickstart/idx-files.ts';
import { readTrainingSet, debianFolder, type TrainingSet } from '../src-main/data/quickstart/originals.ts';
import { greySide, paint } from '../src-main/data/quickstart/paint.ts';
import { datasetSeed, paintIndex, splitPositions } from '../src-main/data/quickstart/splits.ts';
import { permutation, seeded, type Random } from '../src-shared/random.ts';
import { float32, type Engine, type HostTensor } from '../src-main/engines/engine.ts';
import { openEngine } from '../src-main/engines/engine-registry.ts';
import {
  decayMask,
  flatLayout,
  flatten,
  learningRateAt,
  sourceTrainingStep,
  unflatten,
  type FlatWeights,
  type SourceTrainingOptions,
  type TrainingState,
} from '../src-main/experiments/source-training.ts';
import { initialTheta, initialVitWeights } from '../src-main/models/init-vit.ts';
import { encodeVit } from '../src-main/models/save-vit.ts';
import { vitForward } from '../src-main/models/vit.ts';
import { need } from '../src-main/engines/tree.ts';
import { modelFile } from '../src-main/platform/package-root.ts';
import { sourceRecipe } from './quickstart/source-models.ts';

const options: SourceTrainingOptions = {
  learningRate: 1.5e-3,
  weightDecay: 0.05,
  beta1: 0.9,
  beta2: 0.999,
  clip: 1,
  warmUp: 0.04,
};
const batchSize = 64;
const maxShift = 1;

const { values: flags } = parseArgs({
  options: {
    shape: { type: 'string', default: 'quickstart' },
    epochs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string', default: debianFolder },
    out: { type: 'string', default: join(import.meta.dirname, '..', 'resources', 'quickstart') },
  },
});
const recipe = sourceRecipe(flags.shape);
const { shape } = recipe;
const epochs = Number(flags.epochs ?? recipe.epochs);
const seed = Number(flags.seed);
const preprocessing = { imageSize: shape.imageSize, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const imageValues = 3 * shape.imageSize ** 2;
const checkpoint = join(flags.out, basename(modelFile(flags.shape)));

/** Flips at random and moves by up to one pixel, repeating the edge. Both sides are HWC bytes. */
function augment(source: Uint8Array, target: Uint8Array, random: Random): void {
  const side = shape.imageSize;
  const flip = random() < 0.5;
  const offset = (): number => Math.floor(random() * (2 * maxShift + 1)) - maxShift;
  const [dx, dy] = [offset(), offset()];
  const clamp = (value: number): number => Math.min(Math.max(value, 0), side - 1);
  for (let y = 0; y < side; y++) {
    const row = clamp(y + dy) * side;
    for (let x = 0; x < side; x++) {
      const column = clamp(x + dx);
      const from = 3 * (row + (flip ? side - 1 - column : column));
      const to = 3 * (y * side + x);
      target[to] = source[from] ?? 0;
      target[to + 1] = source[from + 1] ?? 0;
      target[to + 2] = source[from + 2] ?? 0;
    }
  }
}

const normalise = createNormaliser(preprocessing);

function trainingBatch(pixels: Uint8Array, set: TrainingSet, indices: Int32Array, random: Random) {
  const images = new Float32Array(batchSize * imageValues);
  const targets = new Float32Array(batchSize * shape.classes);
  const augmented = new Uint8Array(imageValues);
  indices.forEach((index, i) => {
    augment(pixels.subarray(index * imageValues, (index + 1) * imageValues), augmented, random);
    normalise(augmented, images, i * imageValues);
    targets[i * shape.classes + (set.labels[index] ?? 0)] = 1;
  });
  return {
    images: float32(images, [batchSize, 3, shape.imageSize, shape.imageSize]),
    targets: float32(targets, [batchSize, shape.classes]),
  };
}

/** The clean held-out images, painted as everywhere in the lab. */
async function readValidation(): Promise<{ images: Float32Array; labels: Uint8Array }> {
  const grey = await readSplit(findQuickstartFolder(), 'validation');
  const positions = splitPositions('validation');
  const images = new Float32Array(positions.length * imageValues);
  positions.forEach((position, i) => {
    const garment = grey.images.subarray(i * greySide ** 2, (i + 1) * greySide ** 2);
    normalise(paint(garment, datasetSeed, paintIndex('train', position)).data, images, i * imageValues);
  });
  return { images, labels: grey.labels };
}

/** Share of the validation images that the weights classify rightly. */
async function validate(engine: Engine, layout: FlatWeights, flat: Float32Array): Promise<number> {
  const { images, labels } = await readValidation();
  const weights = unflatten(layout, flat);
  const size = 100;
  const batchShape = [size, 3, shape.imageSize, shape.imageSize];
  const step = await engine.compile(
    (x) => ({ logits: vitForward(shape, x.images, need(x.weights, 'theta'), x.weights).logits }),
    { label: 'validation', inputs: { images: { shape: batchShape, dtype: 'float32' }, weights }, constants: {} },
  );
  let correct = 0;
  for (let first = 0; first + size <= labels.length; first += size) {
    const batch = images.subarray(first * imageValues, (first + size) * imageValues);
    const { logits } = await step.run({ weights, images: float32(batch, batchShape) });
    const values = logits.data;
    for (let i = 0; i < size; i++) {
      const row = values.subarray(i * shape.classes, (i + 1) * shape.classes);
      if (row.indexOf(Math.max(...row)) === labels[first + i]) correct++;
    }
  }
  await step.dispose();
  return correct / (labels.length - (labels.length % size));
}

const set = await readTrainingSet(flags.data);
console.log(`Painting ${set.count} training images ...`);
const pixels = new Uint8Array(set.count * imageValues);
for (let i = 0; i < set.count; i++) pixels.set(set.image(i).data, i * imageValues);

const engine = await openEngine('onnx-cpu');
const layout = flatLayout(shape);
const initial = flatten(layout, { ...initialVitWeights(shape, seed), theta: float32(initialTheta(shape)) });
const zeros = float32(new Float32Array(layout.total));
const decay = float32(decayMask(layout));
let state: TrainingState<HostTensor> = {
  weights: float32(initial),
  m: zeros,
  v: zeros,
  count: float32(Float32Array.of(0), []),
};
const random = seeded(seed, 1);
const example = trainingBatch(pixels, set, new Int32Array(batchSize), random);
const rateOf = (rate: number): HostTensor => float32(Float32Array.of(rate), []);
const step = await engine.compile(sourceTrainingStep(shape, options), {
  label: `source training, batch ${batchSize}`,
  inputs: { ...example, state, decay, rate: rateOf(0) },
  constants: {},
});

const stepsPerEpoch = Math.floor(set.count / batchSize);
const log: Record<string, number>[] = [];
for (let epoch = 0; epoch < epochs; epoch++) {
  const started = performance.now();
  const order = permutation(set.count, seeded(seed, 2, epoch));
  let [loss, correct] = [0, 0];
  for (let i = 0; i < stepsPerEpoch; i++) {
    const batch = trainingBatch(pixels, set, order.subarray(i * batchSize, (i + 1) * batchSize), random);
    const rate = learningRateAt(epoch * stepsPerEpoch + i, epochs * stepsPerEpoch, options);
    const result = await step.run({ ...batch, state, decay, rate: rateOf(rate) });
    ({ state } = result);
    loss += result.loss.data[0]!;
    correct += result.correct.data[0]!;
  }
  const flat = state.weights.data as Float32Array;
  const entry = {
    epoch: epoch + 1,
    loss: Number((loss / stepsPerEpoch).toFixed(4)),
    trainAccuracy: Number((correct / (stepsPerEpoch * batchSize)).toFixed(4)),
    validationAccuracy: Number((await validate(engine, layout, flat)).toFixed(4)),
    seconds: Math.round((performance.now() - started) / 1000),
  };
  log.push(entry);
  console.log(JSON.stringify(entry));
  const { theta, ...weights } = unflatten(layout, flat);
  const metadata = {
    architecture: 'vit',
    dataset: 'painted Fashion-MNIST',
    normalisation: 'mean 0.5, std 0.5',
    epochs: String(epoch + 1),
  };
  writeFileSync(checkpoint, encodeVit(shape, weights, theta?.data as Float32Array, metadata));
  const record = {
    shape,
    options,
    batchSize,
    seed,
    epochs,
    augmentation: `flip, shift ±${maxShift} px`,
    dataHash: set.hash,
    log,
  };
  writeFileSync(checkpoint.replace(/\.safetensors$/, '.log.json'), `${JSON.stringify(record, null, 2)}\n`);
}
await engine.dispose();
