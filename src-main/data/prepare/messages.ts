import type { ErrorMessage } from '../../../src-shared/errors.ts';
import type { Prepared, PreparationRequest } from './recipe.ts';

/** What a preparation thread is asked, and what it answers; `id` belongs to the question. */
export interface PreparationTask {
  readonly id: number;
  readonly requests: readonly PreparationRequest[];
}

export type PreparationAnswer =
  | { readonly id: number; readonly prepared: readonly Prepared[] }
  | { readonly id: number; readonly error: ErrorMessage };
