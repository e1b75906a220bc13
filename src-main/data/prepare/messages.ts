import type { ErrorMessage } from '../../../src-shared/errors.ts';
import type { OwnCorruptions } from '../corruptions/own/own-corruptions.ts';
import type { ImagePlace } from './origin.ts';
import type { Prepared, PreparationRequest } from './recipe.ts';

/** Start data of a preparation thread. */
export interface ThreadData {
  readonly place: ImagePlace;
  readonly own: OwnCorruptions;
}

/** Question to a preparation thread, and its answer; `id` belongs to the question. */
export interface PreparationTask {
  readonly id: number;
  readonly requests: readonly PreparationRequest[];
}

export type PreparationAnswer =
  | { readonly id: number; readonly prepared: readonly Prepared[] }
  | { readonly id: number; readonly error: ErrorMessage };
