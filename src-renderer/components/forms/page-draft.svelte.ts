import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { settings } from '../../lab/settings.svelte.ts';
import type { Persisted } from '../../state/persisted.svelte.ts';
import { FormDraft, type VariationsSource } from './form-draft.svelte.ts';
import type { OptionValue, OptionValues } from './option-values.ts';

/** Stored state of a form; `settings` holds only differences from the defaults. */
interface PageForm {
  settings: Record<string, OptionValue>;
}

/** Draft of a form that survives restarts, with the fields of its settings. */
export abstract class PageDraft<Form extends PageForm> {
  /** Values of the lab's settings that stand in for the defaults of a run. */
  readonly defaults = $derived.by((): OptionValues => {
    const { value } = settings;
    return value ? { engine: value.engine, threads: value.threads } : {};
  });
  readonly specs = $derived.by((): readonly OptionSpec[] => this.#specsOf(this.defaults));
  readonly settings: FormDraft;
  readonly #kept: Persisted<Form>;
  readonly #specsOf: (defaults: OptionValues) => readonly OptionSpec[];

  constructor(
    kept: Persisted<Form>,
    specsOf: (defaults: OptionValues) => readonly OptionSpec[],
    vary?: VariationsSource,
  ) {
    this.#kept = kept;
    this.#specsOf = specsOf;
    this.settings = new FormDraft({
      specs: () => this.specs,
      values: () => this.form.settings,
      write: (values) => (this.form.settings = values),
      vary,
    });
  }

  get form(): Form {
    return this.#kept.current;
  }

  /** False until what was kept has been read. */
  get ready(): boolean {
    return this.#kept.ready;
  }

  /** Fills the form in; fields forget what was being typed. */
  replace(form: Form): void {
    this.#kept.current = form;
    this.settings.forget();
  }
}
