import { optionProblem, type OptionSpec } from '../../../src-shared/option-specs.ts';
import type { Variation } from '../../../src-shared/sweeps/sweep.ts';
import { variationText } from '../../../src-shared/sweeps/variation-text.ts';
import { NumberDraft } from '../ui/field-draft.svelte.ts';
import { changedOptions, isLogarithmic, optionValue, withOption } from './option-values.ts';
import type { OptionValue, OptionValues } from './option-values.ts';
import { VariationDraft } from './variation-draft.svelte.ts';

export type Variations = Readonly<Record<string, Variation>>;

/** Where a form keeps the values at which its settings are tried out, by their names. */
export interface VariationsSource {
  /** Whether a setting may have several. */
  readonly may: (name: string) => boolean;
  readonly get: () => Variations;
  readonly write: (variations: Record<string, Variation>) => void;
}

/** Where the settings of a form are declared and kept. */
export interface FormSource {
  readonly specs: () => readonly OptionSpec[];
  /** Only what differs from the defaults. */
  readonly values: () => OptionValues;
  readonly write: (values: Record<string, OptionValue>) => void;
  /** Where settings can be tried out. */
  readonly vary?: VariationsSource | undefined;
}

function withVariation(all: Variations, name: string, variation: Variation | undefined): Record<string, Variation> {
  const rest = Object.fromEntries(Object.entries(all).filter(([other]) => other !== name));
  return variation ? { ...rest, [name]: variation } : rest;
}

/** A setting in a form: its value, and what is wrong with that or with what was typed for it. */
export class SettingDraft {
  readonly name: string;
  /** Draft of the typed number, of a numeric setting. */
  readonly number: NumberDraft;
  /** The values at which it is tried out. */
  readonly vary: VariationDraft;
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
    this.vary = new VariationDraft({
      spec: () => this.spec,
      value: () => this.value,
      get: () => source.vary?.get()[name],
      set: (variation) => source.vary?.write(withVariation(source.vary.get(), name, variation)),
    });
  }

  get mayVary(): boolean {
    return this.#source.vary?.may(this.name) ?? false;
  }

  get spec(): OptionSpec {
    return this.#source.specs().find(({ name }) => name === this.name)!;
  }

  get value(): OptionValue {
    return optionValue(this.spec, this.#source.values());
  }

  get problem(): string | undefined {
    if (this.vary.variation) return this.vary.problem;
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

  /** Problems, a sentence for each setting. */
  get problems(): string[] {
    return this.names.flatMap((name) => {
      const { problem, spec } = this.field(name);
      return problem === undefined ? [] : [`${spec.label}: ${problem}`];
    });
  }

  /** The settings among those that are not as by default, in words; '' where all are. */
  changed(names: readonly string[] = this.names): string {
    const varied = names.flatMap((name) => {
      const { vary, spec } = this.field(name);
      return vary.variation ? [`${spec.symbol ?? spec.label} ${variationText(vary.variation)}`] : [];
    });
    const single = names.map((name) => this.field(name)).filter(({ vary }) => !vary.variation);
    const specs = single.map(({ spec }) => spec);
    return [...varied, ...changedOptions(specs, this.#source.values())].join(' · ');
  }

  /** Shows all values again, whatever was typed: the form was filled in from elsewhere. */
  forget(): void {
    for (const field of Object.values(this.#fields)) {
      field?.number.forget();
      field?.vary.forget();
    }
  }
}
