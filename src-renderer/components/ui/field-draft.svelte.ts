import { optionProblem, type OptionBounds } from '../../../src-shared/option-specs.ts';
import { naturalStep, numberText, parseNumber, stepLogarithmically, stepNumber } from './number-text.ts';

/** Where a field that is typed into keeps its value, and how text becomes a value and back. */
export interface FieldSource<Value> {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly print: (value: Value) => string;
  /** Undefined for text that can't be read: it changes no value. */
  readonly parse: (text: string) => Value | undefined;
  /** The sentence that says what is wrong with a value, or, of undefined, with text that can't be read. */
  readonly check: (value: Value | undefined) => string | undefined;
  /** Values with which something is wrong are kept, too: in a form that is left half done. Else they stay in the field. */
  readonly takesAll?: boolean;
}

interface Typed<Value> {
  readonly text: string;
  readonly read: Value | undefined;
  /** Of the field, once it had taken what was read. */
  readonly value: Value;
}

/** A field that is typed into: its text as it was typed, the last value read from it, and what is wrong with it. */
export class FieldDraft<Value> {
  readonly #source: FieldSource<Value>;
  #last = $state.raw<Typed<Value>>();

  constructor(source: FieldSource<Value>) {
    this.#source = source;
  }

  /** Undefined while the field shows its value as it is: a value from elsewhere replaces what was typed. */
  get #typed(): Typed<Value> | undefined {
    const [last, value] = [this.#last, this.value];
    return last && (value === last.value || value === last.read) ? last : undefined;
  }

  get value(): Value {
    return this.#source.get();
  }

  get text(): string {
    return this.#typed?.text ?? this.#source.print(this.value);
  }

  get problem(): string | undefined {
    const typed = this.#typed;
    return this.#source.check(typed ? typed.read : this.value);
  }

  type(text: string): void {
    const { parse, check, takesAll = false } = this.#source;
    const read = parse(text);
    if (read !== undefined && (takesAll || check(read) === undefined)) this.#write(read);
    this.#last = { text, read, value: this.value };
  }

  /** Takes a value that was not typed. */
  set(value: Value): void {
    this.#write(value);
    this.forget();
  }

  /** The cursor leaves the field: it shows its value as it is written elsewhere, unless something is wrong. */
  leave(): void {
    if (this.problem === undefined) this.forget();
  }

  /** Shows the value again, whatever was typed. */
  forget(): void {
    this.#last = undefined;
  }

  #write(value: Value): void {
    if (value !== this.value) this.#source.set(value);
  }
}

/** Constraints on a number, and how it is stepped. */
export interface NumberSpec extends OptionBounds {
  /** Of the arrow keys; `logarithmic` goes through 1, 2, 5, 10 … */
  readonly step?: number | 'logarithmic';
}

/** A number in a field; null for an empty one, where its specification says what that means. */
export class NumberDraft extends FieldDraft<number | null> {
  readonly #spec: () => NumberSpec;

  constructor(
    spec: () => NumberSpec,
    get: () => number | null,
    set: (value: number | null) => void,
    { takesAll = false } = {},
  ) {
    super({
      ...{ get, set, print: numberText, takesAll },
      parse: (text) => {
        const value = parseNumber(text);
        return value === null && spec().nullMeans === undefined ? undefined : value;
      },
      check: (value) => optionProblem(spec(), value),
    });
    this.#spec = spec;
  }

  get spec(): NumberSpec {
    return this.#spec();
  }

  /** Takes the next value up (`direction` 1) or down (−1), `times` steps away. */
  step(direction: 1 | -1, times: number): void {
    const { value, spec } = this;
    if (spec.step === 'logarithmic') return this.set(stepLogarithmically(value, direction, spec));
    const step = spec.step ?? naturalStep(value, spec.kind === 'integer');
    this.set(stepNumber(value, direction, step * times, spec));
  }
}
