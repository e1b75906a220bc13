import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import type { TrialValue, Variation } from '../../../src-shared/sweeps/sweep.ts';
import { valueOf, valueText } from '../../../src-shared/sweeps/variation-text.ts';
import { variationProblem } from '../../../src-shared/sweeps/variables.ts';
import { t } from '../../texts/index.ts';
import { FieldDraft, NumberDraft } from '../ui/field-draft.svelte.ts';
import { numberText } from '../ui/number-text.ts';
import { suggestedValues } from './suggested-values.ts';

/** Where the values at which a setting is tried are kept. */
export interface VariationSource {
  readonly spec: () => OptionSpec;
  /** The single value. */
  readonly value: () => TrialValue;
  /** Undefined while the setting has that. */
  readonly get: () => Variation | undefined;
  readonly set: (variation: Variation | undefined) => void;
}

const mostValues = 200;

type Kind = 'list' | 'linear' | 'log';
type Range = Extract<Variation, { from: number }>;

const listText = (values: readonly TrialValue[]): string =>
  values.map((value) => (typeof value === 'number' ? numberText(value) : valueText(value))).join(', ');

/** Values that were typed; undefined for none. */
function parseList(text: string): TrialValue[] | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  return parts.length === 0 || parts.length > mostValues ? undefined : [...new Set(parts.map(valueOf))];
}

/** The values at which a setting is tried while they are being entered: a list, or a range. */
export class VariationDraft {
  readonly list: FieldDraft<readonly TrialValue[]>;
  readonly from: NumberDraft;
  readonly to: NumberDraft;
  readonly steps: NumberDraft;
  readonly #source: VariationSource;

  constructor(source: VariationSource) {
    this.#source = source;
    this.list = new FieldDraft<readonly TrialValue[]>({
      get: () => this.values ?? [],
      set: (values) => source.set({ values: [...values] }),
      print: listText,
      parse: parseList,
      check: (values) =>
        values === undefined || values.length === 0
          ? t.forms.vary.noValue
          : variationProblem(source.spec(), { values: [...values] }),
      takesAll: true,
    });
    const end = (name: 'from' | 'to'): NumberDraft =>
      new NumberDraft(
        () => {
          const { nullMeans: _open, ...spec } = source.spec();
          return this.kind === 'log' ? { ...spec, step: 'logarithmic' } : spec;
        },
        () => this.#range?.[name] ?? null,
        (value) => this.#change({ [name]: value ?? 0 }),
        { takesAll: true },
      );
    this.from = end('from');
    this.to = end('to');
    this.steps = new NumberDraft(
      () => ({ kind: 'integer', minimum: 2, maximum: 200 }),
      () => this.#range?.steps ?? null,
      (value) => this.#change({ steps: value ?? 2 }),
    );
  }

  get variation(): Variation | undefined {
    return this.#source.get();
  }

  get #range(): Range | undefined {
    const { variation } = this;
    return variation && 'from' in variation ? variation : undefined;
  }

  /** Of a list. */
  get values(): readonly TrialValue[] | undefined {
    const { variation } = this;
    return variation && 'values' in variation ? variation.values : undefined;
  }

  get kind(): Kind {
    return this.#range?.scale ?? 'list';
  }

  get problem(): string | undefined {
    const { variation } = this;
    if (!variation) return undefined;
    const typed = this.#range ? (this.from.problem ?? this.to.problem ?? this.steps.problem) : this.list.problem;
    return typed ?? variationProblem(this.#source.spec(), variation);
  }

  /** Tries the setting at several values, at first at some around its single one. */
  begin(): void {
    const { spec, value, set } = this.#source;
    set({ values: suggestedValues(spec(), value()) });
    this.forget();
  }

  /** Goes back to the single value. */
  end(): void {
    this.#source.set(undefined);
    this.forget();
  }

  /** The same ends as a list or a range. */
  become(kind: Kind): void {
    const numbers = (this.values ?? [this.#range?.from, this.#range?.to]).filter((value) => typeof value === 'number');
    const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
    if (kind === 'list') this.#source.set({ values: from < to ? [from, to] : numbers.slice(0, 1) });
    else if (Number.isFinite(from)) this.#source.set({ from, to, scale: kind, steps: this.#range?.steps ?? 5 });
    this.forget();
  }

  /** Takes a value into the list or out of it, but for the last one; the list keeps the order of all. */
  toggle(value: TrialValue, all: readonly TrialValue[]): void {
    const chosen = this.values ?? [];
    const values = all.filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one)));
    if (values.length > 0) this.#source.set({ values });
  }

  forget(): void {
    for (const field of [this.list, this.from, this.to, this.steps]) field.forget();
  }

  #change(part: Partial<Range>): void {
    if (this.#range) this.#source.set({ ...this.#range, ...part });
  }
}
