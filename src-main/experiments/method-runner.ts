import type { Tensor } from '@tensorflow/tfjs-core';
import { constant, float32, type Constant, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import type { Step, TensorFunction, TensorSpec } from '../engines/engine.ts';
import type { BoundMethod, MethodState } from '../methods/method.ts';
import type { SourceModel } from '../models/source-model.ts';

const statePrefix = 'state.';
const diagnosticPrefix = 'diagnostic.';

export type StepKind = 'step' | 'predict';

/** What one batch gave. `state` is the one handed in when nothing was adapted. */
export interface BatchResult {
  /** [B, C], predicted before the update. */
  readonly logits: HostTensor;
  readonly state: MethodState;
  readonly diagnostics: Readonly<Record<string, number>>;
}

function withPrefix<T>(prefix: string, values: Named<T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function underPrefix<T>(prefix: string, values: Named<T>): Record<string, T> {
  const matching = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(matching.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** A bound method compiled on an engine; one executable per kind of step and batch size, made when first needed. */
export class MethodRunner {
  private readonly compiled = new Map<string, Promise<Step>>();
  private readonly engine: Engine;
  private readonly label: string;
  private readonly method: BoundMethod;
  private readonly imageSize: number;
  private readonly constants: Named<Constant>;

  constructor(engine: Engine, label: string, method: BoundMethod, model: SourceModel) {
    this.engine = engine;
    this.label = label;
    this.method = method;
    this.imageSize = model.imageSize;
    const own = Object.entries(method.constants).map(([name, tensor]) => [name, constant(tensor)] as const);
    this.constants = { ...model.constants, ...Object.fromEntries(own) };
  }

  /** Compiles ahead of the first batch, so that its time is not counted as adaptation. */
  async prepare(kind: StepKind, batchSize: number, state: MethodState): Promise<void> {
    await this.executable(kind, batchSize, state);
  }

  /**
   * Predicts a batch and, for kind `step`, adapts to it.
   * @param images [B, 3, H, W], normalised
   */
  async run(kind: StepKind, images: Float32Array, batchSize: number, state: MethodState): Promise<BatchResult> {
    const executable = await this.executable(kind, batchSize, state);
    const inputs = { images: float32(images, this.imageShape(batchSize)), ...withPrefix(statePrefix, state) };
    const outputs = await executable.run(inputs);
    const scalars = Object.entries(underPrefix(diagnosticPrefix, outputs));
    return {
      logits: outputs['logits']!,
      state: kind === 'step' ? underPrefix(statePrefix, outputs) : state,
      diagnostics: Object.fromEntries(scalars.map(([name, tensor]) => [name, tensor.data[0]!])),
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

  private executable(kind: StepKind, batchSize: number, state: MethodState): Promise<Step> {
    const key = `${kind}/${batchSize}`;
    const existing = this.compiled.get(key);
    if (existing) return existing;
    const images: TensorSpec = { shape: this.imageShape(batchSize), dtype: 'float32' };
    const specs = Object.entries(state).map(([name, { shape, dtype }]) => [statePrefix + name, { shape, dtype }]);
    const step = this.engine.compile(kind === 'step' ? this.stepFunction : this.predictFunction, {
      label: `${this.label} ${kind}, batch ${batchSize}`,
      inputs: { images, ...(Object.fromEntries(specs) as Record<string, TensorSpec>) },
      constants: this.constants,
    });
    this.compiled.set(key, step);
    return step;
  }

  private readonly stepFunction: TensorFunction = (inputs, constants) => {
    const result = this.method.step(inputs['images']!, underPrefix<Tensor>(statePrefix, inputs), constants);
    return {
      logits: result.logits,
      ...withPrefix(statePrefix, result.state),
      ...withPrefix(diagnosticPrefix, result.diagnostics),
    };
  };

  private readonly predictFunction: TensorFunction = (inputs, constants) => {
    const { logits } = this.method.predict(inputs['images']!, underPrefix<Tensor>(statePrefix, inputs), constants);
    return { logits };
  };
}
