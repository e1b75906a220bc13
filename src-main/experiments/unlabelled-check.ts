import { neighbourhoodDensity, type Unlabelled } from '../../src-shared/metrics/unlabelled.ts';
import type { ImageStream } from '../data/stream.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { LiveState } from '../methods/method.ts';
import type { RunControl } from './control.ts';
import type { MethodRunner } from './method-runner.ts';
import { largestAt } from './metrics-score.ts';

/** Rows of pixels in reverse: [B, 3, H, W] mirrored from left to right. */
function mirrored(images: Float32Array, width: number): Float32Array {
  const turned = new Float32Array(images.length);
  for (let row = 0; row < images.length; row += width) {
    for (let x = 0; x < width; x++) turned[row + x] = images[row + width - 1 - x]!;
  }
  return turned;
}

/** Softmax of each row of logits, [B, C], or of log-probabilities. */
function probabilitiesOf({ data, shape: [size = 0, classes = 0] }: HostTensor): Float32Array {
  const logits = data as Float32Array;
  const result = new Float32Array(size * classes);
  for (let i = 0; i < size; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = row.map((value) => Math.exp(value - largest));
    const total = weights.reduce((a, b) => a + b, 0);
    result.set(
      weights.map((weight) => weight / total),
      i * classes,
    );
  }
  return result;
}

/** Images whose two predictions are the same. */
function agreeing(a: Float32Array, b: Float32Array, classes: number): number {
  let count = 0;
  for (let at = 0; at < a.length; at += classes) {
    if (largestAt(a.subarray(at, at + classes)) === largestAt(b.subarray(at, at + classes))) count++;
  }
  return count;
}

interface Task {
  /** Of the method that adapts. */
  readonly runner: Pick<MethodRunner, 'runLive'>;
  /** Stream that was adapted to. */
  readonly stream: ImageStream;
  /** Images that are predicted, at least: whole batches, spread over the stream. */
  readonly images: number;
  readonly imageSize: number;
  readonly control: RunControl;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/**
 * Metrics of an adapted state without labels: it predicts images of its stream once more, as they are and mirrored,
 * without adapting. Two passes for each image.
 * @returns undefined when it was stopped before all were predicted; nothing of it is kept then
 */
export async function measureUnlabelled(
  { runner, stream, images: wanted, imageSize, control, now = () => performance.now() }: Task,
  state: LiveState,
): Promise<Unlabelled | undefined> {
  const startedAt = now();
  const { batchCount, batchSize, name } = stream;
  const batches = Math.min(batchCount, Math.ceil(wanted / batchSize));
  const isTaken = (index: number): boolean =>
    Math.floor(((index + 1) * batches) / batchCount) > Math.floor((index * batches) / batchCount);
  const rows: Float32Array[] = [];
  let [images, same, classes] = [0, 0, 1];
  for await (const batch of stream.again(name).batches()) {
    if (!(await control.mayContinue())) return undefined;
    if (!isTaken(batch.index)) continue;
    const asTheyAre = await runner.runLive('predict', batch.images, batch.size, state);
    const turned = await runner.runLive('predict', mirrored(batch.images, imageSize), batch.size, state);
    const probabilities = probabilitiesOf(asTheyAre.logits);
    classes = asTheyAre.logits.shape[1] ?? 1;
    rows.push(probabilities);
    images += batch.size;
    same += agreeing(probabilities, probabilitiesOf(turned.logits), classes);
  }
  if (images === 0) return undefined;
  const all = new Float32Array(images * classes);
  rows.reduce((at, row) => {
    all.set(row, at);
    return at + row.length;
  }, 0);
  return {
    images,
    consistency: same / images,
    snd: neighbourhoodDensity(all, classes),
    seconds: (now() - startedAt) / 1000,
  };
}
