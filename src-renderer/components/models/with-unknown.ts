import { t } from '../../texts/index.ts';
import type { Choice } from '../ui/types.ts';

/** Records as choices, and what a configuration names though no record has it. @param records undefined until they are listed */
export function withUnknown<Listed>(
  value: string,
  records: readonly Listed[] | undefined,
  choiceOf: (record: Listed) => Choice<string>,
): Choice<string>[] {
  const choices = (records ?? []).map(choiceOf);
  const missing = records !== undefined && !choices.some((choice) => choice.value === value);
  return missing ? [...choices, { value, label: value, description: t.newExperiment.data.missing }] : choices;
}
