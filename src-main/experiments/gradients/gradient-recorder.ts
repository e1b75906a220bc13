import { seeded, textKey } from '../../../src-shared/random.ts';
import type { EntropyGroup, GradientRecord } from '../../../src-shared/gradient-records.ts';
import type { Batch } from '../../data/stream.ts';
import type { Engine, HostTensor, Named } from '../../engines/engine.ts';
import { normalisesByBatch, type BoundMethod, type Method, type MethodState } from '../../methods/method.ts';
import { onBatches, type SourceModel } from '../../models/source-model.ts';
import { MethodRunner } from '../method-runner.ts';
import { labelsWithinMask } from '../metrics-score.ts';
import { cosine, measureAll, rowDistances, sampleMemories, type Slice } from './figures.ts';
import { gradientName, gradientProbe, labelsProbe, oneHot } from './probe-methods.ts';
import { referenceSteps } from './reference-steps.ts';

interface Parts {
  readonly engine: Engine;
  readonly method: Method;
  readonly bound: BoundMethod;
  readonly model: SourceModel;
  readonly options: Readonly<Record<string, unknown>>;
  readonly smallestBatch: number;
  readonly seed: number;
  readonly classMask: readonly number[] | null;
}

/** A batch that was adapted to. */
export interface AdaptedBatch extends Pick<Batch, 'index' | 'images' | 'size' | 'labels'> {
  /** Name of the stream. */
  readonly stream: string;
  /** Entropy of each image's prediction, in nats; of the last ones where the batch is a window. */
  readonly entropies: readonly number[];
  /** Draws of the step. */
  readonly draws: Named<HostTensor>;
  readonly before: MethodState;
  readonly after: MethodState;
}

/** A record but for the stream's position. */
export type BatchGradients = Omit<GradientRecord, 'position'>;

const groupCount = 4;

const floats = (tensor: HostTensor | undefined): Float32Array | undefined =>
  tensor?.data instanceof Float32Array ? tensor.data : undefined;

function average(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0]!.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length);
}

/**
 * Computes again, beside a run, what the gradients of a batch were, and of parts of it. It has compiled steps of its own and
 * gives nothing back to the run, whose numbers stay as they are.
 */
export class GradientRecorder {
  private readonly parts: Parts;
  private readonly own: MethodRunner | undefined;
  private readonly labels: MethodRunner | undefined;
  private readonly slices: readonly Slice[];
  private readonly start: MethodState;
  /** Of the method, defaults filled in. */
  private readonly options: Readonly<Record<string, unknown>>;

  constructor(parts: Parts) {
    const { engine, method, bound, model } = parts;
    this.parts = parts;
    this.slices = model.normParameters;
    this.start = bound.init();
    this.options = method.options.parse(parts.options);
    if (!('step' in bound) || method.frozen) return;
    const details = { details: true };
    const seen = normalisesByBatch(method, model) ? onBatches(model) : model;
    const n = model.theta.data.length;
    this.own = new MethodRunner(engine, `${method.name} gradient`, gradientProbe(bound, n), model, details);
    this.labels = new MethodRunner(engine, `${method.name} labels`, labelsProbe(bound, seen), model, details);
  }

  /** @returns undefined for a method that takes no gradient of θ */
  async record(batch: AdaptedBatch): Promise<BatchGradients | undefined> {
    const theta = floats(batch.before['theta']);
    const next = floats(batch.after['theta']);
    if (!this.own || !theta || !next) return undefined;
    const { details } = await this.own.run('step', batch.images, batch.size, batch.before, batch.draws);
    const { [gradientName]: found, ...perParameter } = details;
    const gradient = floats(found);
    if (!gradient) return undefined;
    const step = theta.map((value, i) => value - next[i]!);
    const halves = await this.halves(batch);
    const { groups, labels } = await this.groups(batch, step);
    const { memory, distances } = this.memoryOf(batch.after, theta.length);
    const lr = this.option('lr');
    const vectors = {
      ...{ theta, step, gradient, memory: distances },
      ...referenceSteps(gradient, batch.after, {
        beta1: this.option('beta1') ?? 0.9,
        beta2: this.option('beta2') ?? 0.99,
      }),
      ...(halves ? { halves } : {}),
      ...(labels ? { labels } : {}),
      ...(lr === undefined ? {} : { lr }),
      perParameter: Object.fromEntries(
        Object.entries(perParameter).flatMap(([name, tensor]) => {
          const values = floats(tensor);
          return values ? [[name, values] as const] : [];
        }),
      ),
    };
    return {
      batch: batch.index,
      ...measureAll(vectors, this.slices),
      groups,
      memories: sampleMemories(memory, distances, this.slices),
    };
  }

  async dispose(): Promise<void> {
    await this.own?.dispose();
    await this.labels?.dispose();
  }

  private option(name: string): number | undefined {
    const given = this.options[name];
    return typeof given === 'number' ? given : undefined;
  }

  /** Gradient of the method over some images of a batch, from the state before it. */
  private async gradientOf(
    batch: AdaptedBatch,
    rows: readonly number[],
    part: number,
  ): Promise<Float32Array | undefined> {
    const draws = this.own!.draw(rows.length, seeded(this.parts.seed, textKey(batch.stream), batch.index, part));
    const { details } = await this.own!.run('step', imagesAt(batch, rows), rows.length, batch.before, draws);
    return floats(details[gradientName]);
  }

  private async halves(batch: AdaptedBatch): Promise<[Float32Array, Float32Array] | undefined> {
    const size = Math.floor(batch.size / 2);
    if (size < this.parts.smallestBatch) return undefined;
    const rows = (first: number): number[] => Array.from({ length: size }, (_, i) => 2 * i + first);
    const even = await this.gradientOf(batch, rows(0), 1);
    const odd = await this.gradientOf(batch, rows(1), 2);
    return even && odd && [even, odd];
  }

  /** Gradients by the entropy of the images, in groups of the same size; images of no known class are left out. */
  private async groups(
    batch: AdaptedBatch,
    step: Float32Array,
  ): Promise<{ groups: EntropyGroup[]; labels?: Float32Array }> {
    const { classMask, model, smallestBatch } = this.parts;
    const labels = classMask ? labelsWithinMask(batch.labels, classMask) : batch.labels;
    const missing = batch.size - batch.entropies.length;
    const rows = Array.from({ length: batch.entropies.length }, (_, i) => i + missing).filter((i) => labels[i]! >= 0);
    const entropy = (row: number): number => batch.entropies[row - missing]!;
    rows.sort((a, b) => entropy(a) - entropy(b));
    const size = Math.floor(rows.length / groupCount);
    if (size < smallestBatch) return { groups: [] };
    const all = { name: '', offset: 0, size: step.length };
    const groups: EntropyGroup[] = [];
    const truths: Float32Array[] = [];
    for (let group = 0; group < groupCount; group++) {
      const chosen = rows.slice(group * size, (group + 1) * size);
      const target = oneHot(
        Int32Array.from(chosen, (row) => labels[row]!),
        model.classes,
      );
      const { details } = await this.labels!.run('step', imagesAt(batch, chosen), size, batch.before, { target });
      const truth = floats(details[gradientName]);
      const own = await this.gradientOf(batch, chosen, 3 + group);
      if (!truth || !own) return { groups: [] };
      truths.push(truth);
      const mean = chosen.reduce((sum, row) => sum + entropy(row), 0) / size;
      groups.push({
        images: size,
        entropy: mean / Math.log(model.classes),
        gradient: cosine(own, truth, all),
        update: cosine(step, truth, all),
      });
    }
    return { groups, labels: average(truths) };
  }

  /** Parts of the memory of each parameter, and how far they are from their start. */
  private memoryOf(state: MethodState, n: number): Record<'memory' | 'distances', Record<string, Float32Array>> {
    const prefix = 'memory.';
    const memory: Record<string, Float32Array> = {};
    const distances: Record<string, Float32Array> = {};
    for (const [name, tensor] of Object.entries(state)) {
      const [values, start] = [floats(tensor), floats(this.start[name])];
      if (!name.startsWith(prefix) || !values || !start || tensor.shape[0] !== n) continue;
      memory[name.slice(prefix.length)] = values;
      distances[name.slice(prefix.length)] = rowDistances(values, start, n);
    }
    return { memory, distances };
  }
}

function imagesAt({ images, size }: AdaptedBatch, rows: readonly number[]): Float32Array {
  const width = images.length / size;
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) => chosen.set(images.subarray(row * width, (row + 1) * width), i * width));
  return chosen;
}
