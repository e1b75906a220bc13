import type { Tensor } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor, Named } from '../engines/engine.ts';
import type { MggWeights } from '../mgg/weights.ts';
import type { SourceModel } from '../models/source-model.ts';

/** What a method needs besides images: computed once before the stream from in-distribution images. */
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
  /** Indices of the classes that count, or undefined for all (spec §2, ImageNet-R and -A). */
  readonly classMask?: readonly number[];
  readonly batchSize: number;
  readonly seed: number;
}

/** Adapted parameters and whatever the method remembers between batches. Immutable: a step returns a new one. */
export type MethodState = Named<HostTensor>;

/** What the tensor function of a step returns. */
export interface StepResult {
  /** Logits (or log-probabilities) of the batch *before* its update, [B, C]. */
  readonly logits: Tensor;
  readonly state: Named<Tensor>;
  /** Scalars worth a curve, e.g. loss, entropy, discrepancy. */
  readonly diagnostics: Named<Tensor>;
}

/** A tensor function of images [B,3,H,W], the state, and the frozen constants (`MethodContext.model.constants` and more). */
export type MethodStep = (images: Tensor, state: Named<Tensor>, constants: Named<Tensor>) => StepResult;

/** A method bound to a context and options: explicit state, no hidden memory. */
export interface BoundMethod {
  /** State at the start of a stream; also what a reset goes back to. */
  init(): MethodState;
  /** Predicts, then adapts. */
  readonly step: MethodStep;
  /** Predicts with the adapted parameters and changes nothing (after a budget is spent). */
  readonly predict: (images: Tensor, state: Named<Tensor>, constants: Named<Tensor>) => { readonly logits: Tensor };
  /** Frozen tensors beyond the model's own, by name. */
  readonly constants: Named<HostTensor>;
}

export type MethodNeed = 'statistics' | 'mgg' | 'batch-statistics';

/** A test-time adaptation method; `options` is the one declaration of all its settings. */
export interface Method {
  readonly id: string;
  /** Name in tables, as the paper writes it. */
  readonly name: string;
  /** One sentence for forms and help. */
  readonly summary: string;
  readonly options: z.ZodObject;
  readonly needs: readonly MethodNeed[];
  /** True when `step` never changes its state. */
  readonly frozen: boolean;
  /**
   * @param options settings by name; those left out get their defaults
   * @throws LabError `bad-option` naming the setting that is unknown or out of range
   */
  bind(context: MethodContext, options: Readonly<Record<string, unknown>>): BoundMethod;
}

interface MethodDefinition<Options extends z.ZodObject> extends Omit<Method, 'options' | 'bind'> {
  readonly options: Options;
  bind(context: MethodContext, options: z.output<Options>): BoundMethod;
}

/** Makes a method whose `bind` checks its settings first. */
export function defineMethod<Options extends z.ZodObject>(definition: MethodDefinition<Options>): Method {
  return {
    ...definition,
    bind: (context, raw) => definition.bind(context, parseOptions(definition.name, definition.options, raw)),
  };
}

/** @throws LabError `bad-option` naming the setting that is unknown or out of range, and the valid ones */
export function parseOptions<Options extends z.ZodObject>(
  name: string,
  options: Options,
  raw: Readonly<Record<string, unknown>>,
): z.output<Options> {
  const parsed = options.safeParse(raw);
  if (parsed.success) return parsed.data;
  const known = Object.keys(options.shape).join(', ') || 'none';
  const problem = parsed.error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
  throw new LabError('bad-option', `The options of ${name} are not valid: ${problem}.`, `Its options: ${known}.`);
}
