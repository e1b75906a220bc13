import { toErrorMessage, type LabErrorCode } from '../../../src-shared/errors.ts';
import type { PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { lab } from '../../lab/client.ts';
import { persisted } from '../../state/persisted.svelte.ts';
import { t } from '../../texts/index.ts';
import { LabCheck, type Answer } from '../forms/lab-check.svelte.ts';
import type { OptionValue } from '../forms/option-values.ts';
import { PageDraft } from '../forms/page-draft.svelte.ts';
import type { FormProblem } from '../forms/summary.ts';
import { allSpecs, configOf, emptyForm, pretrainFormSchema, type PretrainForm } from './form-state.ts';

export const keptPretraining = persisted('pretrain', pretrainFormSchema, emptyForm);

/** Errors of an estimate that the pre-training itself would run into. */
const sharedErrors: readonly LabErrorCode[] = [
  'bad-option',
  'bad-input',
  'not-found',
  'bad-checkpoint',
  'unanswered',
  'engine-unavailable',
];

async function estimatePretraining(config: PretrainConfig, signal: AbortSignal): Promise<Answer> {
  try {
    const estimate = await lab.estimatePretraining({ config }, signal);
    return { estimate, warnings: estimate.warnings };
  } catch (error) {
    const found = toErrorMessage(error);
    const problems = sharedErrors.includes(found.code) ? [found] : [];
    return { problems, warnings: [], estimate: { seconds: null, basis: found.message } };
  }
}

/** The pre-training being put together: the form, what it asks for, and what is in the way of it. */
export class PretrainDraft extends PageDraft<PretrainForm> {
  readonly #formProblems = $derived.by((): FormProblem[] => {
    const [batchSize, images] = [this.#value('batchSize'), this.#value('images')].map(Number);
    return [
      ...([this.form, ...this.form.tasks].some(({ shifts }) => shifts.length === 0)
        ? [t.pretrain.summary.noShift]
        : []),
      ...(batchSize! > images! ? [t.pretrain.summary.batchTooLarge] : []),
      ...this.settings.problems,
    ].map((text) => ({ text }));
  });
  readonly #valid = $derived(this.ready && this.#formProblems.length === 0);
  /** Undefined while the form is not valid. */
  readonly config = $derived(this.#valid ? configOf(this.form, this.defaults) : undefined);
  readonly check = new LabCheck<PretrainConfig>({ asked: () => this.config, estimate: estimatePretraining });
  readonly problems = $derived.by((): FormProblem[] => [
    ...this.#formProblems,
    ...this.check.problems.map(({ message: text, hint, code }) => ({
      ...{ text, hint },
      ...(code === 'unanswered' ? { model: this.form.model } : {}),
    })),
  ]);
  readonly name = $derived.by(() => {
    const given = this.form.name.trim();
    if (given !== '') return given;
    return t.pretrain.autoName(String(this.#value('generator')), Number(this.#value('seed')));
  });

  constructor() {
    super(keptPretraining, allSpecs);
  }

  #value(name: string): OptionValue {
    return this.settings.field(name).value;
  }
}
