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
import type { Signature, Stateful, TensorFunction, TensorSpec } from '../engines/engine.ts';
import { readAll, releaseAll } from '../engines/resident.ts';
import type { Tensor } from '../engines/tfjs.ts';
import type { Of, TensorTree, Tree } from '../engines/tree.ts';
import type {
  BoundMethod,
  BoundStages,
  CompileStage,
  BoundStep,
  Driver,
  HostBatch,
  LiveState,
  MethodState,
  RunStage,
} from '../methods/method.ts';
import { countPasses } from '../methods/passes.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Passes } from '../../src-shared/records.ts';
import { measureState, StateFacts } from './state-facts.ts';

export type StepKind = 'step' | 'predict';

/** Result of one batch. `state` is the input state when nothing was adapted. */
export interface BatchResult<S = MethodState> {
  /** [B, C], predicted before the update. */
  readonly logits: HostTensor;
  readonly state: S;
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

/** Result of one batch; the engine may have left tensors of the state on its device. */
export type LiveResult = BatchResult<LiveState>;

/** A batch for a state that may lie on the device. */
type LiveBatch = Omit<HostBatch, 'state'> & { readonly state: LiveState };
type RunBatch = (batch: LiveBatch) => Promise<LiveResult>;

/** Outputs of a compiled step that go to the host. */
type StepOutputs = {
  readonly logits: Tensor;
  readonly diagnostics: Named<Tensor>;
  readonly details: Named<Tensor>;
  /** Images of backward passes, where they depend on the values. */
  readonly passes: Named<Tensor>;
  /** Weights of the images, and what was measured of the state. */
  readonly optional: Named<Tensor>;
};

/** Result of predicting alone. */
const predicted = (logits: HostTensor, { state }: Pick<LiveBatch, 'state'>): LiveResult => ({
  logits,
  state,
  diagnostics: {},
  details: {},
});

/** Result of adapting on the host. */
const adapted =
  ({ adapt }: Pick<Driver, 'adapt'>): RunBatch =>
  async (batch) => ({ details: {}, ...(await adapt({ ...batch, state: await readAll(batch.state) })) });

/** The value under a key, made when it is first asked for. */
function once<T>(values: Map<string, T>, key: string, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

/** A constant of compiled steps that measure the state they make. */
const sourceTheta = 'measured.source_theta';

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
  /** Facts about the states that it made. */
  readonly facts: StateFacts;
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
    this.facts = new StateFacts(model.theta);
    this.constants = {
      ...model.constants,
      ...Object.fromEntries(own),
      ...(engine.keepsState && { [sourceTheta]: constant(model.theta) }),
    };
  }

  /** Images that went through the model so far, all runs together. */
  get passes(): Passes {
    return this.count;
  }

  /** Draws of the method for a batch; empty for most methods. */
  draw(batchSize: number, random: Random): Named<HostTensor> {
    return this.method.draw?.(batchSize, random) ?? {};
  }

  /** Compiles ahead of the first batch, so that its time is not counted as adaptation. */
  async prepare(kind: StepKind, batchSize: number, state: LiveState): Promise<void> {
    await this.open(kind, batchSize, state);
  }

  /**
   * Predicts a batch and, for kind `step`, adapts to it.
   * @param images [B, 3, H, W], normalised
   * @param draws what `draw` gave for this batch, or what was recorded; not needed to predict
   */
  async runLive(
    kind: StepKind,
    images: Float32Array,
    batchSize: number,
    state: LiveState,
    draws: Named<HostTensor> = {},
  ): Promise<LiveResult> {
    const runBatch = await this.open(kind, batchSize, state);
    return runBatch({ images: float32(images, this.imageShape(batchSize)), state, draws });
  }

  /** As `runLive`, with the state in host memory. */
  async run(...[kind, images, batchSize, state, draws]: Parameters<MethodRunner['runLive']>): Promise<BatchResult> {
    const result = await this.runLive(kind, images, batchSize, state, draws);
    const found = await readAll(result.state);
    releaseAll(result.state, state);
    return { ...result, state: found };
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

  private open(kind: StepKind, batchSize: number, state: LiveState): Promise<RunBatch> {
    const { method } = this;
    return once(this.opened, `${kind}/${batchSize}`, () => {
      if ('open' in method) return this.openStages(method, kind, batchSize);
      const inParts = this.details || this.engine.keepsState ? undefined : method.inParts;
      if (kind === 'step' && inParts) return this.openParts(inParts, batchSize);
      if (kind === 'step') return this.openStep(method, batchSize, state);
      return this.openPrediction(method, batchSize, state);
    });
  }

  private signature<I>(name: string, batchSize: number, inputs: I): Signature<I> {
    return { label: `${this.label} ${name}, batch ${batchSize}`, inputs, constants: this.constants };
  }

  /** Remembers what is being compiled, to dispose of it. */
  private living<T extends { dispose(): Promise<void> }>(compiling: Promise<T>): Promise<T> {
    this.live.push(compiling);
    return compiling;
  }

  /** Adds the passes of one run, of which backward ones may depend on the values. */
  private countRun(forward: number, { backward }: Named<HostTensor>): void {
    const { count } = this;
    this.count = { forward: count.forward + forward, backward: count.backward + (backward?.data[0] ?? 0) };
  }

  private async compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    name: string,
    batchSize: number,
    inputs: I,
    fn: TensorFunction<I, O>,
  ): Promise<RunStage<I, O>> {
    let forward = 0;
    const counted: TensorFunction<I, { own: O; passes: Named<Tensor> }> = (given, constants) => {
      const { value, backward, ...found } = countPasses(() => fn(given, constants));
      ({ forward } = found);
      return { own: value, passes: backward ? { backward } : {} };
    };
    const step = await this.living(this.engine.compile(counted, this.signature(name, batchSize, inputs)));
    return async (given) => {
      const { own, passes } = await step.run(given);
      this.countRun(forward, passes);
      return own;
    };
  }

  private compiler(batchSize: number): CompileStage {
    return (name, inputs, compute) => this.compile(`stage ${name}`, batchSize, inputs, compute);
  }

  private async openStages(method: BoundStages, kind: StepKind, batchSize: number): Promise<RunBatch> {
    const driver = await once(this.drivers, String(batchSize), () => method.open(batchSize, this.compiler(batchSize)));
    return kind === 'step'
      ? adapted(driver)
      : async (batch) => predicted(await driver.predict({ ...batch, state: await readAll(batch.state) }), batch);
  }

  private async openParts(inParts: NonNullable<BoundStep['inParts']>, batchSize: number): Promise<RunBatch> {
    return adapted(await inParts(batchSize, this.compiler(batchSize)));
  }

  private specs(batchSize: number, state: LiveState) {
    const images: TensorSpec = { shape: this.imageShape(batchSize), dtype: 'float32' };
    return { images, state };
  }

  private async openStep(method: BoundStep, batchSize: number, start: LiveState): Promise<RunBatch> {
    const prepare = method.prepare ?? ((_images: HostTensor, draws: Named<HostTensor>) => draws);
    const blank = float32(new Float32Array(sizeOf(this.imageShape(batchSize))), this.imageShape(batchSize));
    const draw = prepare(blank, this.draw(batchSize, seeded(0)));
    const inputs = { ...this.specs(batchSize, start), draw };
    let forward = 0;
    const { keepsState } = this.engine;
    const whole = (
      given: Of<typeof inputs, Tensor>,
      constants: Named<Tensor>,
    ): Stateful<StepOutputs, Named<Tensor>> => {
      const { value, backward, ...found } = countPasses(() =>
        method.step(given.images, given.state, constants, given.draw),
      );
      ({ forward } = found);
      const { details = {}, logits, state, diagnostics, weights } = value;
      return {
        results: {
          logits,
          diagnostics,
          details: this.details ? details : {},
          passes: backward ? { backward } : {},
          optional: {
            ...(weights && { weights }),
            ...(keepsState && { measured: measureState(state, constants[sourceTheta]!) }),
          },
        },
        state,
      };
    };
    const step = await this.living(this.engine.compileStateful(whole, this.signature('step', batchSize, inputs)));
    return async ({ images, state, draws }) => {
      const { results, state: next } = await step.run({ images, state, draw: prepare(images, draws) });
      const { diagnostics, passes, optional, ...rest } = results;
      const { weights, measured } = optional;
      this.countRun(forward, passes);
      if (measured) this.facts.note(next, measured);
      const scalars = Object.entries(diagnostics).map(([name, { data }]) => [name, data[0]!] as const);
      return { ...rest, ...(weights && { weights }), state: next, diagnostics: Object.fromEntries(scalars) };
    };
  }

  private async openPrediction(method: BoundStep, batchSize: number, start: LiveState): Promise<RunBatch> {
    const inputs = this.specs(batchSize, start);
    const step = await this.compile('predict', batchSize, inputs, ({ images, state }, constants) => ({
      logits: method.predict(images, state, constants).logits,
    }));
    return async (batch) => predicted((await step({ images: batch.images, state: batch.state })).logits, batch);
  }
}
