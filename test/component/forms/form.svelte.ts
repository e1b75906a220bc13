import { FormDraft, type Variations } from '../../../src-renderer/components/forms/form-draft.svelte.ts';
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

/** The same of a form whose settings can be tried out at several values. */
export function varyingFormOf(specs: readonly OptionSpec[], may: (name: string) => boolean) {
  let values = $state.raw<OptionValues>({});
  let variations = $state.raw<Variations>({});
  const draft = new FormDraft({
    specs: () => specs,
    values: () => values,
    write: (next) => (values = next),
    vary: { may, get: () => variations, write: (next) => (variations = next) },
  });
  return {
    draft,
    get variations(): Variations {
      return variations;
    },
  };
}
