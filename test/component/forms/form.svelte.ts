import { FormDraft } from '../../../src-renderer/components/forms/form-draft.svelte.ts';
import type { OptionValues } from '../../../src-renderer/components/forms/option-values.ts';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';

/** The draft of a form on its own, and the values that it was given. */
export function formOf(specs: readonly OptionSpec[], initial: OptionValues = {}) {
  let values = $state.raw(initial);
  const draft = new FormDraft({ specs: () => specs, values: () => values, write: (next) => (values = next) });
  return {
    draft,
    get values(): OptionValues {
      return values;
    },
  };
}
