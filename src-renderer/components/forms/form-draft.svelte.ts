import { optionProblem, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { NumberDraft } from '../ui/field-draft.svelte.ts';
import { changedOptions, isLogarithmic, optionValue, withOption } from './option-values.ts';
import type { OptionValue, OptionValues } from './option-values.ts';

/** Where the settings of a form are declared and kept. */
export interface FormSource {
  readonly specs: () => readonly OptionSpec[];
  /** Only what differs from the defaults. */
  readonly values: () => OptionValues;
  readonly write: (values: Record<string, OptionValue>) => void;
}

/** A setting in a form: its value, and what is wrong with that or with what was typed for it. */
export class SettingDraft {
  readonly name: string;
  /** What is typed, of a setting that is a number. */
  readonly number: NumberDraft;
  readonly #source: FormSource;

  constructor(source: FormSource, name: string) {
    this.name = name;
    this.#source = source;
    this.number = new NumberDraft(
      () => (isLogarithmic(this.spec) ? { ...this.spec, step: 'logarithmic' } : this.spec),
      () => (typeof this.value === 'number' ? this.value : null),
      (value) => this.#write(value),
      { takesAll: true },
    );
  }

  get spec(): OptionSpec {
    return this.#source.specs().find(({ name }) => name === this.name)!;
  }

  get value(): OptionValue {
    return optionValue(this.spec, this.#source.values());
  }

  get problem(): string | undefined {
    const { kind } = this.spec;
    const typed = kind === 'number' || kind === 'integer' ? this.number.problem : undefined;
    return typed ?? optionProblem(this.spec, this.value);
  }

  /** It is not as it is by default. */
  get modified(): boolean {
    return this.value !== this.spec.default || this.problem !== undefined;
  }

  set(value: OptionValue): void {
    this.number.forget();
    this.#write(value);
  }

  reset(): void {
    this.set(this.spec.default);
  }

  /** Leaves a setting open that may be, or gives it the value that it starts with. */
  leaveOpen(open: boolean): void {
    const { suggestion, minimum } = this.spec;
    this.set(open ? null : (suggestion ?? minimum ?? 1));
  }

  #write(value: OptionValue): void {
    this.#source.write({ ...withOption(this.#source.values(), this.spec, value) });
  }
}

/** The settings of a form while they are being entered. */
export class FormDraft {
  readonly #source: FormSource;
  readonly #fields: Partial<Record<string, SettingDraft>> = {};

  constructor(source: FormSource) {
    this.#source = source;
  }

  get names(): string[] {
    return this.#source.specs().map(({ name }) => name);
  }

  /** @param name of one of its settings */
  field(name: string): SettingDraft {
    return (this.#fields[name] ??= new SettingDraft(this.#source, name));
  }

  /** What is wrong, a sentence for each setting. */
  get problems(): string[] {
    return this.names.flatMap((name) => {
      const { problem, spec } = this.field(name);
      return problem === undefined ? [] : [`${spec.label}: ${problem}`];
    });
  }

  /** The settings among those that are not as by default, in words; '' where all are. */
  changed(names: readonly string[] = this.names): string {
    const specs = names.map((name) => this.field(name).spec);
    return changedOptions(specs, this.#source.values()).join(' · ');
  }

  /** Shows all values again, whatever was typed: the form was filled in from elsewhere. */
  forget(): void {
    for (const field of Object.values(this.#fields)) field?.number.forget();
  }
}
