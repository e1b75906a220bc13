import type { Tensor } from '@tensorflow/tfjs-core';
import { seeded, type Random } from '../../src-shared/random.ts';
import { constant, float32, type Constant, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import type { Step, TensorFunction, TensorSpec } from '../engines/engine.ts';
import type { BoundMethod, BoundStep, MethodState, RunStage, Stage } from '../methods/method.ts';
import type { SourceModel } from '../models/source-model.ts';

const statePrefix = 'state.';
const drawPrefix = 'draw.';
const diagnosticPrefix = 'diagnostic.';
const detailPrefix = 'detail.';

export type StepKind = 'step' | 'predict';

/** What one batch gave. `state` is the one handed in when nothing was adapted. */
export interface BatchResult {
  /** [B, C], predicted before the update. */
  readonly logits: HostTensor;
  readonly state: MethodState;
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Empty unless the runner was made with `details`. */
  readonly details: Named<HostTensor>;
}

export interface RunnerOptions {
  /** Also returns what a method tells about each image (`StepResult.details`). */
  readonly details?: boolean;
}

function withPrefix<T>(prefix: string, values: Named<T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function underPrefix<T>(prefix: string, values: Named<T>): Record<string, T> {
  const matching = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(matching.map(([name, value]) => [name.slice(prefix.length), value]));
}

function specsOf(tensors: Named<HostTensor>): Record<string, TensorSpec> {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));
}

/** A bound method compiled on an engine; one executable per tensor function and batch size, made when first needed. */
export class MethodRunner {
  private readonly compiled = new Map<string, Promise<Step>>();
  private readonly engine: Engine;
  private readonly label: string;
  private readonly method: BoundMethod;
  private readonly imageSize: number;
  private readonly constants: Named<Constant>;
  private readonly details: boolean;

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

  /** What the method draws for a batch; empty for most methods. */
  draw(batchSize: number, random: Random): Named<HostTensor> {
    return this.method.draw?.(batchSize, random) ?? {};
  }

  /** Compiles ahead of the first batch, so that its time is not counted as adaptation. */
  async prepare(kind: StepKind, batchSize: number, state: MethodState): Promise<void> {
    const { method } = this;
    if ('stages' in method) {
      await Promise.all(Object.keys(method.stages).map((name) => this.stage(method.stages, name, batchSize)));
    } else {
      await this.executable(method, kind, batchSize, state);
    }
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
    const { method } = this;
    const batch = float32(images, this.imageShape(batchSize));
    if ('stages' in method) {
      const stages = this.runStages(method.stages, batchSize);
      if (kind === 'step') return { details: {}, ...(await method.adapt(stages, { images: batch, state, draws })) };
      const logits = await method.predictStaged(stages, { images: batch, state });
      return { logits, state, diagnostics: {}, details: {} };
    }
    const executable = await this.executable(method, kind, batchSize, state);
    const drawn = kind === 'step' ? withPrefix(drawPrefix, draws) : {};
    const outputs = await executable.run({ images: batch, ...withPrefix(statePrefix, state), ...drawn });
    const scalars = Object.entries(underPrefix(diagnosticPrefix, outputs));
    return {
      logits: outputs['logits']!,
      state: kind === 'step' ? underPrefix(statePrefix, outputs) : state,
      diagnostics: Object.fromEntries(scalars.map(([name, tensor]) => [name, tensor.data[0]!])),
      details: underPrefix(detailPrefix, outputs),
    };
  }

  async dispose(): Promise<void> {
    const steps = await Promise.allSettled(this.compiled.values());
    this.compiled.clear();
    for (const step of steps) if (step.status === 'fulfilled') await step.value.dispose();
  }

  private imageShape(batchSize: number): number[] {
    return [batchSize, 3, this.imageSize, this.imageSize];
  }

  private compile(key: string, batchSize: number, make: () => { fn: TensorFunction; inputs: Named<TensorSpec> }) {
    const existing = this.compiled.get(`${key}/${batchSize}`);
    if (existing) return existing;
    const { fn, inputs } = make();
    const label = `${this.label} ${key}, batch ${batchSize}`;
    const step = this.engine.compile(fn, { label, inputs, constants: this.constants });
    this.compiled.set(`${key}/${batchSize}`, step);
    return step;
  }

  private runStages(stages: Named<Stage>, batchSize: number): Record<string, RunStage> {
    return Object.fromEntries(
      Object.keys(stages).map((name): [string, RunStage] => [
        name,
        async (inputs) => (await this.stage(stages, name, batchSize)).run(inputs),
      ]),
    );
  }

  private stage(stages: Named<Stage>, name: string, batchSize: number): Promise<Step> {
    return this.compile(`stage ${name}`, batchSize, () => {
      const stage = stages[name]!;
      return { fn: stage.compute, inputs: stage.inputs(batchSize) };
    });
  }

  private executable(method: BoundStep, kind: StepKind, batchSize: number, state: MethodState): Promise<Step> {
    return this.compile(kind, batchSize, () => {
      const images: TensorSpec = { shape: this.imageShape(batchSize), dtype: 'float32' };
      const common = { images, ...withPrefix(statePrefix, specsOf(state)) };
      if (kind === 'predict') return { fn: predictFunction(method), inputs: common };
      const drawn = withPrefix(drawPrefix, specsOf(this.draw(batchSize, seeded(0))));
      return { fn: stepFunction(method, this.details), inputs: { ...common, ...drawn } };
    });
  }
}

function stepFunction(method: BoundStep, details: boolean): TensorFunction {
  return (inputs, constants) => {
    const state = underPrefix<Tensor>(statePrefix, inputs);
    const result = method.step(inputs['images']!, state, constants, underPrefix<Tensor>(drawPrefix, inputs));
    return {
      logits: result.logits,
      ...withPrefix(statePrefix, result.state),
      ...withPrefix(diagnosticPrefix, result.diagnostics),
      ...(details ? withPrefix(detailPrefix, result.details ?? {}) : {}),
    };
  };
}

function predictFunction(method: BoundStep): TensorFunction {
  return (inputs, constants) => {
    const { logits } = method.predict(inputs['images']!, underPrefix<Tensor>(statePrefix, inputs), constants);
    return { logits };
  };
}
