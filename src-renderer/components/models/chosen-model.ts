import type { ModelReading } from '../../../src-shared/model-reading.ts';
import type { Persisted } from '../../state/persisted.svelte.ts';

/** A model as configurations name it: its file, and what was said of it when it was added. */
export interface ChosenModel {
  model: string;
  reading?: ModelReading;
}

/** Sets the model of a form. What was said of another one says nothing of it. */
export function chooseModel(form: ChosenModel, { model, reading }: Readonly<ChosenModel>): void {
  form.model = model;
  if (reading) form.reading = reading;
  else delete form.reading;
}

/** Sets the model of a kept form anew that still says of it what was said before. */
export function followModel(
  { current: form, ready }: Readonly<Persisted<ChosenModel>>,
  before: Readonly<ChosenModel>,
  after: Readonly<ChosenModel>,
): void {
  const text = ({ model, reading = {} }: Readonly<ChosenModel>): string =>
    JSON.stringify([model, Object.entries(reading).sort(([a], [b]) => (a < b ? -1 : 1))]);
  if (ready && text(form) === text(before)) chooseModel(form, after);
}

/** The model among those that are listed; a file that isn't goes by its path alone. */
export function modelNamed(records: readonly Readonly<ChosenModel>[] | undefined, model: string): ChosenModel {
  const found = records?.find((record) => record.model === model);
  return { model, ...(found?.reading ? { reading: found.reading } : {}) };
}
