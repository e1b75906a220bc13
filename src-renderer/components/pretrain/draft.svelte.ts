import type { PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { settings } from '../../lab/settings.svelte.ts';
import { persisted } from '../../state/persisted.svelte.ts';
import { t } from '../../texts/index.ts';
import { followModel, type ChosenModel } from '../models/chosen-model.ts';
import { optionProblems, optionValue, type OptionValue, type OptionValues } from '../forms/option-values.ts';
import { allSpecs, configOf, emptyForm, pretrainFormSchema, type PretrainForm } from './form-state.ts';
import { PretrainCheck } from './pretrain-check.svelte.ts';

const stored = persisted('pretrain', pretrainFormSchema, emptyForm);

/** Takes over what is said of a model now, where the form still has what was said before. */
export function followModelInDraft(before: ChosenModel, after: ChosenModel): void {
  if (stored.ready) followModel(stored.current, before, after);
}

/** The pre-training being put together: the form, what it asks for, and what is in the way of it. */
export class PretrainDraft {
  readonly check = new PretrainCheck();
  /** What number fields hold that is no number, by setting. */
  fieldTexts = $state.raw<Readonly<Record<string, string>>>({});

  /** Values of the lab's settings that stand in for the defaults of a run. */
  readonly defaults = $derived.by((): OptionValues => {
    const { value } = settings;
    return value ? { engine: value.engine, threads: value.threads } : {};
  });
  readonly #formProblems = $derived.by((): string[] => {
    const specs = allSpecs(this.defaults);
    const found: Readonly<Record<string, string>> = {
      ...this.fieldTexts,
      ...optionProblems(specs, this.form.settings),
    };
    return [
      ...(this.form.shifts.length === 0 ? [t.pretrain.summary.noShift] : []),
      ...(Number(this.#value('batchSize')) > Number(this.#value('images')) ? [t.pretrain.summary.batchTooLarge] : []),
      ...specs.flatMap(({ name, label }) => (found[name] === undefined ? [] : [`${label}: ${found[name]}`])),
    ];
  });
  /** Undefined while the form is not valid. */
  readonly config = $derived.by((): PretrainConfig | undefined =>
    stored.ready && this.#formProblems.length === 0 ? configOf(this.form, this.defaults) : undefined,
  );
  readonly problems = $derived([
    ...this.#formProblems.map((message) => ({ message, hint: undefined, code: undefined })),
    ...(this.check.problem ? [this.check.problem] : []),
  ]);
  readonly name = $derived.by(() => {
    const given = this.form.name.trim();
    if (given !== '') return given;
    return t.pretrain.autoName(String(this.#value('generator')), Number(this.#value('seed')));
  });

  get form(): PretrainForm {
    return stored.current;
  }

  /** False until what was kept has been read. */
  get ready(): boolean {
    return stored.ready;
  }

  #value(name: string): OptionValue {
    return optionValue(
      allSpecs().find((spec) => spec.name === name)!,
      this.form.settings,
    );
  }

  replace(form: PretrainForm): void {
    stored.current = form;
    this.fieldTexts = {};
  }
}
