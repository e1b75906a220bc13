import type { ImageStream } from '../data/stream.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import type { Tree } from '../engines/tree.ts';
import type { SourceStatistics } from '../methods/method.ts';
import type { GeneratorKind, MggWeights } from '../mgg/weights.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Choice } from './choose-epoch.ts';
import type { RunControl } from './control.ts';
import type { EvolutionOptions } from './persistent-evolution.ts';
import type { PretrainOptions, PretrainState, TaskState } from './pretrain-step.ts';

/** Material that a generator learns from: images, and the source model that adapts to them. */
export interface LearningTask {
  readonly model: SourceModel;
  readonly statistics: SourceStatistics;
  /** The training images in the order of an epoch. */
  epochStream(epoch: number): Promise<ImageStream>;
  /** Accuracy per validation corruption of a fresh model adapted by the MGG; null to skip evaluation. */
  readonly evaluate: ((mgg: MggWeights) => Promise<Readonly<Record<string, number>>>) | null;
}

/** A pre-training: its first task, and what holds for all of them. */
export interface PretrainTask extends LearningTask {
  /** Further tasks that take turns with it; their losses count `weight` times as much as those of the first. */
  readonly others: readonly (LearningTask & { readonly weight: number })[];
  readonly engine: Engine;
  readonly options: PretrainOptions;
  /** Estimates the gradient of φ^r by persistent evolution strategies; null for backpropagation. */
  readonly evolution: Omit<EvolutionOptions, 'truncation'> | null;
  readonly batchSize: number;
  /** Steps in all, over all epochs and tasks (T). */
  readonly steps: number;
  readonly seed: number;
  readonly kind: GeneratorKind;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly control: RunControl;
}

/** Where a pre-training stands between two epochs; all that is needed to go on from here. */
export interface PretrainPosition extends Choice {
  readonly epoch: number;
  readonly stepsDone: number;
  readonly state: PretrainState;
  /** Of the further tasks. */
  readonly others: readonly TaskState[];
}

/** How φ^r is learned: step by step, each of one task. */
export interface Learner {
  /** Begins the epoch that comes after a position. */
  begin(position: PretrainPosition): void;
  /** @returns the loss, and all that has changed and has to be finite */
  step(task: number, images: HostTensor): Promise<{ readonly loss: number; readonly changed: Tree<HostTensor> }>;
  /** Ends the epoch. @returns the states that the next one goes on from */
  end(): Pick<PretrainPosition, 'state' | 'others'>;
  dispose(): Promise<void>;
}
