import type { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import { safely } from '../../src-shared/safely.ts';
import type { Random } from '../../src-shared/random.ts';
import type { HostTensor, Named, StepTensor, TensorFunction, TensorSpec } from '../engines/engine.ts';
import type { Tensor } from '../engines/tfjs.ts';
import { flatten, unflattenLike, type Of, type TensorTree, type Tree, type Unflatten } from '../engines/tree.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { onBatches, type SourceModel } from '../models/source-model.ts';
import type { MethodNeed } from './method-needs.ts';
import { counted } from './passes.ts';

/** Statistics that a method needs besides images: computed once before the stream from in-distribution images. */
export interface SourceStatistics {
  /** Unbiased std and mean over the source images of the concatenated CLS features, each [L·D]. */
  readonly std: HostTensor;
  readonly mean: HostTensor;
}

/** Everything a method may use to set up; assembled by the experiment before the stream starts. */
export interface MethodContext {
  readonly model: SourceModel;
  readonly statistics?: SourceStatistics;
  readonly mgg?: MggWeights;
  /** Mean squared gradients of the source model's parameters, [n], for a method that asks for them (`Method.fisher`). */
  readonly fisher?: HostTensor;
  /** Indices of the classes that count, or undefined for all (docs/method.md §1, class mask). */
  readonly classMask?: readonly number[];
  /** The model without the class mask, where there is a mask and the method needs it. */
  readonly unmasked?: SourceModel;
  readonly batchSize: number;
  /** How the images were normalised; half by default. */
  readonly normalisation?: Normalisation;
  readonly seed: number;
}

/**
 * Adapted parameters and whatever the method remembers between batches, by their paths in the method's own tree of tensors:
 * what engines take and checkpoints store. Immutable: a step returns a new one.
 */
export type MethodState = Named<HostTensor>;

/** The state of a running method: an engine may have left tensors of it on its device. */
export type LiveState = Named<StepTensor>;

/** Outputs of the tensor function of a step. */
export interface StepResult<S = Named<Tensor>> {
  /** Logits (or log-probabilities) of the batch *before* its update, [B, C]. */
  readonly logits: Tensor;
  readonly state: Of<S, Tensor>;
  /** Scalars worth a curve, e.g. loss, entropy, discrepancy; named in snake_case. */
  readonly diagnostics: Named<Tensor>;
  /**
   * The factor of each image's loss in this update, [B], of a method that selects or weighs images: 0 where it has no share, 1 for
   * a selected one that isn't weighed otherwise.
   */
  readonly weights?: Tensor;
  /** Values of each image and the like (entropies, what was drawn), for those who check a method; computed only when asked for. */
  readonly details?: Named<Tensor>;
  /** Values of each adapted parameter, [n] each, for records of gradients; computed only on request. */
  readonly perParameter?: () => Named<Tensor>;
}

/** Common part of all bound methods: explicit state, no hidden memory. */
interface BoundCommon<S> {
  /** State at the start of a stream; also what a reset goes back to. */
  init(): Of<S, HostTensor>;
  /** Frozen tensors beyond the model's own, by name. */
  readonly constants: Named<HostTensor>;
  /**
   * Random tensors for a batch, made on the host so that they can be recorded and replayed. Names, shapes and types
   * depend on the batch size alone.
   */
  readonly draw?: (batchSize: number, random: Random) => Named<HostTensor>;
}

/** A method whose whole step is one tensor function: compiled once, state in, state out. */
export interface BoundStep<S = Named<Tensor>> extends BoundCommon<S> {
  /**
   * Makes of the images and what was drawn for them what enters the step in place of the draws, on the host: changed copies of
   * the images, for instance. Names, shapes and types depend on the batch size alone.
   */
  readonly prepare?: (images: HostTensor, draws: Named<HostTensor>) => Named<HostTensor>;
  /**
   * Predicts, then adapts: a tensor function of images [B,3,H,W], the state, the frozen constants
   * (`MethodContext.model.constants` and more), and what was drawn or prepared for this batch.
   */
  readonly step: (
    images: Tensor,
    state: Of<S, Tensor>,
    constants: Named<Tensor>,
    draws: Named<Tensor>,
  ) => StepResult<S>;
  /**
   * The same step in several compiled stages with decisions on the host in between, which spare passes that don't count; without
   * details. Engines that keep a state on their device take the whole step, since to them host and device apart are dearer.
   */
  readonly inParts?: (batchSize: number, compile: CompileStage) => Promise<Pick<Driver<S>, 'adapt'>>;
  /** Predicts with the adapted parameters and changes nothing (after a budget is spent). */
  readonly predict: (images: Tensor, state: Of<S, Tensor>, constants: Named<Tensor>) => { readonly logits: Tensor };
}

/** A compiled stage. */
export type RunStage<I, O> = (inputs: Of<I, StepTensor>) => Promise<Of<O, HostTensor>>;

/** Compiles one of the tensor functions of a method; its constants are those of the model and of the method. */
export type CompileStage = <I extends Tree<TensorSpec>, O extends TensorTree>(
  name: string,
  inputs: I,
  compute: TensorFunction<I, O>,
) => Promise<RunStage<I, O>>;

/** Input of a step on the host. */
export interface HostBatch<S = MethodState> {
  /** [B, 3, H, W] */
  readonly images: HostTensor;
  readonly state: Of<S, HostTensor>;
  readonly draws: Named<HostTensor>;
}

/** As `StepResult`, on the host. Tensors of the state that did not change are the ones that were handed in. */
export interface HostStepResult<S = MethodState> {
  readonly logits: HostTensor;
  readonly state: Of<S, HostTensor>;
  readonly diagnostics: Named<number>;
  readonly weights?: HostTensor;
  readonly details?: Named<HostTensor>;
}

/** A method for batches of one size, compiled; pure, too. */
export interface Driver<S = MethodState> {
  /** Predicts, then adapts. */
  adapt(batch: HostBatch<S>): Promise<HostStepResult<S>>;
  /** Predicts with the adapted state and changes nothing. */
  predict(batch: Omit<HostBatch<S>, 'draws'>): Promise<HostTensor>;
}

/** A method made of several compiled functions and decisions between them. */
export interface BoundStages<S = MethodState> extends BoundCommon<S> {
  open(batchSize: number, compile: CompileStage): Promise<Driver<S>>;
}

/** A method bound to a context and options. */
export type BoundMethod = BoundStep | BoundStages;

/** Source images that the Fisher information is estimated from, and how many make one gradient. */
export interface FisherRequest {
  readonly images: number;
  readonly batchSize: number;
}

/** A test-time adaptation method; `options` is the one declaration of all its settings. */
export interface Method {
  readonly id: string;
  /** Name in tables, as the paper writes it. */
  readonly name: string;
  /** One sentence for forms and help. */
  readonly summary: string;
  /** Its page, in Markdown; built-in methods have theirs in docs/methods. */
  readonly doc?: string;
  readonly options: z.ZodObject;
  readonly needs: readonly MethodNeed[];
  /** True when a step never changes the state. */
  readonly frozen: boolean;
  /** Its prediction for an image depends on the other images of the batch. */
  readonly transductive?: true;
  /** Batches after which it goes back to the source model where a run doesn't say otherwise; never by default. */
  readonly resetEvery?: number;
  /** Why its definition has no place for a sliding window, as the end of a sentence; any other method takes one. */
  readonly noWindow?: string;
  /**
   * True when BatchNorms keep the statistics of the training although the method is not frozen, as its authors have it; others
   * normalise by the batch.
   */
  readonly trainedStatistics?: boolean;
  /** How the Fisher information of the source model is to be estimated, for methods that use it with these options. */
  readonly fisher?: (options: Readonly<Record<string, unknown>>) => FisherRequest | undefined;
  /**
   * @param options settings by name; those left out get their defaults
   * @throws LabError `bad-option` naming the setting that is unknown or out of range
   */
  bind(context: MethodContext, options: Readonly<Record<string, unknown>>): BoundMethod;
}

interface MethodDefinition<Options extends z.ZodObject, S> extends Omit<Method, 'options' | 'bind' | 'fisher'> {
  readonly options: Options;
  readonly fisher?: (options: z.output<Options>) => FisherRequest | undefined;
  bind(context: MethodContext, options: z.output<Options>): BoundStep<S> | BoundStages<S>;
}

/**
 * A method whose state is a tree as one whose state goes by the paths of its tensors: the one place where a method's state
 * passes from one form to the other. The tree of `init` is the model for all others.
 */
function byPaths<S>(bound: BoundStep<S> | BoundStages<S>): BoundMethod {
  let known: Unflatten<S> | undefined;
  const unflatten = (): Unflatten<S> => (known ??= unflattenLike<S, HostTensor>(bound.init()));
  const init = (): Named<HostTensor> => {
    const state = bound.init();
    known ??= unflattenLike<S, HostTensor>(state);
    return flatten<HostTensor>(state);
  };
  const onPaths = (driver: Pick<Driver<S>, 'adapt'>): Pick<Driver, 'adapt'> => ({
    async adapt({ state, ...batch }) {
      const result = await driver.adapt({ ...batch, state: unflatten()(state) });
      return { ...result, state: flatten<HostTensor>(result.state) };
    },
  });
  if ('step' in bound) {
    const { inParts, ...rest } = bound;
    return {
      ...rest,
      ...(inParts && {
        inParts: async (batchSize: number, compile: CompileStage) => onPaths(await inParts(batchSize, compile)),
      }),
      init,
      step(images, state, constants, draws) {
        const result = bound.step(images, unflatten()(state), constants, draws);
        return { ...result, state: flatten<Tensor>(result.state) };
      },
      predict: (images, state, constants) => bound.predict(images, unflatten()(state), constants),
    };
  }
  return {
    ...bound,
    init,
    async open(batchSize, compile) {
      const driver = await bound.open(batchSize, compile);
      return {
        ...onPaths(driver),
        predict: ({ state, ...batch }) => driver.predict({ ...batch, state: unflatten()(state) }),
      };
    },
  };
}

/** The same context, whose models count what goes through them. */
const counting = (context: MethodContext): MethodContext => ({
  ...context,
  model: counted(context.model),
  ...(context.unmasked ? { unmasked: counted(context.unmasked) } : {}),
});

/** Whether the BatchNorms of a model normalise by the batch under a method. */
export function normalisesByBatch(
  { frozen, trainedStatistics = frozen }: Pick<Method, 'frozen' | 'trainedStatistics'>,
  { batchForward }: SourceModel,
): boolean {
  return batchForward !== undefined && !trainedStatistics;
}

/** The context with the model as the method has it. */
function inContext(context: MethodContext, method: Pick<Method, 'frozen' | 'trainedStatistics'>): MethodContext {
  return normalisesByBatch(method, context.model) ? { ...context, model: onBatches(context.model) } : context;
}

/** Makes a method whose `bind` checks its settings first, and whose state goes by the paths of its tensors. */
export function defineMethod<Options extends z.ZodObject, S>(definition: MethodDefinition<Options, S>): Method {
  const { fisher, ...rest } = definition;
  const parse = (raw: Readonly<Record<string, unknown>>): z.output<Options> =>
    parseOptions(definition.name, definition.options, raw);
  return {
    ...rest,
    bind: (context, raw) => byPaths(definition.bind(counting(inContext(context, definition)), parse(raw))),
    ...(fisher ? { fisher: (raw: Readonly<Record<string, unknown>>) => fisher(parse(raw)) } : {}),
  };
}

/** Says which settings are unknown or out of range, and names the valid ones. */
export function invalidOptions(
  name: string,
  options: z.ZodObject,
  issues: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[],
): LabError {
  const known = Object.keys(options.shape).join(', ') || 'none';
  const problem = issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
  return new LabError('bad-option', `The options of ${name} are not valid: ${problem}.`, `Its options: ${known}.`);
}

/** @throws LabError `bad-option`, see `invalidOptions` */
export function parseOptions<Options extends z.ZodObject>(
  name: string,
  options: Options,
  raw: Readonly<Record<string, unknown>>,
): z.output<Options> {
  const parsed = safely(options, raw);
  if (parsed.success) return parsed.data;
  throw invalidOptions(name, options, parsed.error.issues);
}
