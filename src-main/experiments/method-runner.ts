import { seeded, type Random } from '../../src-shared/random.ts';
import {
  constant,
  float32,
  sizeOf,
  type Constant,
  type Engine,
  type HostTensor,
  type Named,
} from '../engines/engine.ts';
import type { TensorFunction, TensorSpec } from '../engines/engine.ts';
import type { Tensor } from '../engines/tfjs.ts';
import type { TensorTree, Tree } from '../engines/tree.ts';
import type {
  BoundMethod,
  BoundStages,
  BoundStep,
  Driver,
  HostBatch,
  MethodState,
  RunStage,
} from '../methods/method.ts';
import { countPasses } from '../methods/passes.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Passes } from '../../src-shared/records.ts';

export type StepKind = 'step' | 'predict';

/** What one batch gave. `state` is the one handed in when nothing was adapted. */
export interface BatchResult {
  /** [B, C], predicted before the update. */
  readonly logits: HostTensor;
  readonly state: MethodState;
  readonly diagnostics: Readonly<Record<string, number>>;
  /** As `StepResult.weights`, of a batch that was adapted to. */
  readonly weights?: HostTensor;
  /** Empty unless the runner was made with `details`. */
  readonly details: Named<HostTensor>;
}

export interface RunnerOptions {
  /** Also returns a method's values for each image (`StepResult.details`). */
  readonly details?: boolean;
}

type RunBatch = (batch: HostBatch) => Promise<BatchResult>;

/** What predicting alone gives. */
const predicted = (logits: HostTensor, { state }: HostBatch): BatchResult => ({
  logits,
  state,
  diagnostics: {},
  details: {},
});

/** The value under a key, made when it is first asked for. */
function once<T>(values: Map<string, T>, key: string, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

/** A bound method compiled on an engine; one executable per tensor function and batch size, made when first needed. */
export class MethodRunner {
  private readonly opened = new Map<string, Promise<RunBatch>>();
  private readonly drivers = new Map<string, Promise<Driver>>();
  private readonly live: Promise<{ dispose(): Promise<void> }>[] = [];
  private readonly engine: Engine;
  private readonly label: string;
  private readonly method: BoundMethod;
  private readonly imageSize: number;
  private readonly constants: Named<Constant>;
  private readonly details: boolean;
  private count: Passes = { forward: 0, backward: 0 };

  constructor(
    engine: Engine,
    label: string,
    method: BoundMethod,
    model: SourceModel,
    { details = false }: RunnerOptions = {},
  ) {
    this.engine = engine;
    this.label = label;
    this.method = method;
    this.imageSize = model.imageSize;
    this.details = details;
    const own = Object.entries(method.constants).map(([name, tensor]) => [name, constant(tensor)] as const);
    this.constants = { ...model.constants, ...Object.fromEntries(own) };
  }

  /** Images that went through the model so far, all runs together. */
  get passes(): Passes {
    return this.count;
  }

  /** What the method draws for a batch; empty for most methods. */
  draw(batchSize: number, random: Random): Named<HostTensor> {
    return this.method.draw?.(batchSize, random) ?? {};
  }

  /** Compiles ahead of the first batch, so that its time is not counted as adaptation. */
  async prepare(kind: StepKind, batchSize: number, state: MethodState): Promise<void> {
    await this.open(kind, batchSize, state);
  }

  /**
   * Predicts a batch and, for kind `step`, adapts to it.
   * @param images [B, 3, H, W], normalised
   * @param draws what `draw` gave for this batch, or what was recorded; not needed to predict
   */
  async run(
    kind: StepKind,
    images: Float32Array,
    batchSize: number,
    state: MethodState,
    draws: Named<HostTensor> = {},
  ): Promise<BatchResult> {
    const runBatch = await this.open(kind, batchSize, state);
    return runBatch({ images: float32(images, this.imageShape(batchSize)), state, draws });
  }

  async dispose(): Promise<void> {
    const steps = await Promise.allSettled(this.live);
    this.opened.clear();
    this.drivers.clear();
    this.live.length = 0;
    for (const step of steps) if (step.status === 'fulfilled') await step.value.dispose();
  }

  private imageShape(batchSize: number): number[] {
    return [batchSize, 3, this.imageSize, this.imageSize];
  }

  private open(kind: StepKind, batchSize: number, state: MethodState): Promise<RunBatch> {
    const { method } = this;
    return once(this.opened, `${kind}/${batchSize}`, () => {
      if ('open' in method) return this.openStages(method, kind, batchSize);
      if (kind === 'step') return this.openStep(method, batchSize, state);
      return this.openPrediction(method, batchSize, state);
    });
  }

  private async compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    name: string,
    batchSize: number,
    inputs: I,
    fn: TensorFunction<I, O>,
  ): Promise<RunStage<I, O>> {
    const label = `${this.label} ${name}, batch ${batchSize}`;
    let forward = 0;
    const counted: TensorFunction<I, { own: O; passes: Named<Tensor> }> = (given, constants) => {
      const { value, backward, ...found } = countPasses(() => fn(given, constants));
      ({ forward } = found);
      return { own: value, passes: backward ? { backward } : {} };
    };
    const compiling = this.engine.compile(counted, { label, inputs, constants: this.constants });
    this.live.push(compiling);
    const step = await compiling;
    return async (given) => {
      const { own, passes } = await step.run(given);
      const backward = passes['backward']?.data[0] ?? 0;
      this.count = { forward: this.count.forward + forward, backward: this.count.backward + backward };
      return own;
    };
  }

  private async openStages(method: BoundStages, kind: StepKind, batchSize: number): Promise<RunBatch> {
    const driver = await once(this.drivers, String(batchSize), () =>
      method.open(batchSize, (name, inputs, compute) => this.compile(`stage ${name}`, batchSize, inputs, compute)),
    );
    return kind === 'step'
      ? async (batch) => ({ details: {}, ...(await driver.adapt(batch)) })
      : async (batch) => predicted(await driver.predict(batch), batch);
  }

  private specs(batchSize: number, state: MethodState) {
    const images: TensorSpec = { shape: this.imageShape(batchSize), dtype: 'float32' };
    return { images, state };
  }

  private async openStep(method: BoundStep, batchSize: number, start: MethodState): Promise<RunBatch> {
    const prepare = method.prepare ?? ((_images: HostTensor, draws: Named<HostTensor>) => draws);
    const blank = float32(new Float32Array(sizeOf(this.imageShape(batchSize))), this.imageShape(batchSize));
    const draw = prepare(blank, this.draw(batchSize, seeded(0)));
    const inputs = { ...this.specs(batchSize, start), draw };
    const step = await this.compile('step', batchSize, inputs, ({ images, state, draw }, constants) => {
      const { details = {}, logits, state: next, diagnostics, weights } = method.step(images, state, constants, draw);
      return { logits, state: next, diagnostics, ...(weights && { weights }), details: this.details ? details : {} };
    });
    return async ({ images, state, draws }) => {
      const { diagnostics, ...result } = await step({ images, state, draw: prepare(images, draws) });
      const scalars = Object.entries(diagnostics).map(([name, { data }]) => [name, data[0]!] as const);
      return { ...result, diagnostics: Object.fromEntries(scalars) };
    };
  }

  private async openPrediction(method: BoundStep, batchSize: number, start: MethodState): Promise<RunBatch> {
    const inputs = this.specs(batchSize, start);
    const step = await this.compile('predict', batchSize, inputs, ({ images, state }, constants) => ({
      logits: method.predict(images, state, constants).logits,
    }));
    return async (batch) => predicted((await step({ images: batch.images, state: batch.state })).logits, batch);
  }
}
