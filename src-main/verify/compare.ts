import type { Precision } from '../../src-shared/precision.ts';
import type { Sensitivity } from './folder.ts';

/** How far one quantity is from the recording. */
export interface Check {
  readonly quantity: string;
  /** Largest ‖found − recorded‖/‖recorded‖ over the steps. */
  readonly relative: number;
  /** Largest |found − recorded| of any element. */
  readonly absolute: number;
  /** Relative error of each step. */
  readonly perStep: readonly number[];
  /** Upper limit of the error that `measure` names. */
  readonly tolerance: number;
  readonly measure: 'absolute' | 'relative';
  readonly pass: boolean;
}

/**
 * A result of a method; a quantity inside its generator, where small gradients amplify rounding errors; what a forward pass
 * gives; or a decision or a count, which must be the same.
 */
export type QuantityKind = 'result' | 'inner' | 'forward' | 'exact';

interface Judgement {
  /** How many times the rounding error of the reference's own float32 run is allowed. */
  readonly roundings: number;
  /** Where that is unknown: relative error allowed at any step, and at the first one. */
  readonly relative: number;
  readonly firstStep: number;
}

/**
 * The rounding error of the reference is that of a single run; another order of the same sums gives another one. Over some
 * 40 recordings of random sizes (bench/peers/make_golden.py) on all CPU engines, results were off by up to 11 roundings and
 * quantities inside the generator by up to 16; where the rounding is unknown, by up to 1.3e-4 and 2e-3 of the norm, and by
 * 9e-6 at the first step. A wrong formula is off by far more.
 */
const judgements: Record<QuantityKind, Judgement> = {
  result: { roundings: 15, relative: 5e-4, firstStep: 5e-5 },
  inner: { roundings: 25, relative: 1e-2, firstStep: 1e-4 },
  forward: { roundings: 0, relative: 1e-5, firstStep: 1e-5 },
  exact: { roundings: 0, relative: 0, firstStep: 0 },
};

/**
 * In half precision: of the norm, at any step. With the digits of halves, the methods of golden-a that pick nothing were off by up to
 * 5e-3, a difference of two probabilities by 1.3e-2, and the inside of the generator by 6e-3.
 */
const judgementsInHalf: Record<QuantityKind, number> = { result: 2e-2, inner: 5e-2, forward: 1e-2, exact: 0 };

interface Distance {
  /** ‖found − recorded‖ */
  readonly error: number;
  /** ‖recorded‖ */
  readonly norm: number;
  readonly absolute: number;
}

function distance(found: ArrayLike<number>, recorded: ArrayLike<number>): Distance {
  if (found.length !== recorded.length) return { error: Infinity, norm: 1, absolute: Infinity };
  let [squares, norm, absolute] = [0, 0, 0];
  for (let i = 0; i < recorded.length; i++) {
    const reference = recorded[i] ?? NaN;
    const difference = Math.abs((found[i] ?? NaN) - reference);
    squares += difference * difference;
    norm += reference * reference;
    // The maximum of NaN and anything is NaN, which never passes.
    absolute = Math.max(absolute, difference);
  }
  return { error: Math.sqrt(squares), norm: Math.sqrt(norm), absolute };
}

/** The largest value; NaN where there is one. */
function worst(values: readonly number[]): number {
  return Math.max(0, ...values);
}

/** Collects a quantity over the steps of a stream and judges it. */
export class Comparison {
  private readonly quantity: string;
  private readonly kind: QuantityKind;
  private readonly precision: Precision;
  private readonly distances: Distance[] = [];

  constructor(quantity: string, kind: QuantityKind = 'result', precision: Precision = 'float32') {
    this.quantity = quantity;
    this.kind = kind;
    this.precision = precision;
  }

  add(found: ArrayLike<number>, recorded: ArrayLike<number>): void {
    this.distances.push(distance(found, recorded));
  }

  /**
   * Errors relative to the norm of each step; inside the generator relative to the largest norm of the stream, as the
   * gradients of some steps all but vanish.
   */
  private relativeErrors(): number[] {
    const largest = worst(this.distances.map(({ norm }) => norm));
    return this.distances.map(({ error, norm }) =>
      error === 0 ? 0 : error / (this.kind === 'inner' ? largest : norm),
    );
  }

  /**
   * Where the rounding of the reference is known, a multiple of it is the tolerance; else a share of the norm, which is
   * smaller at the first step.
   * @param name what the recording calls the quantity
   * @param held of a network with kinks, how many steps are held to that multiple: later ones may be off by the share of the norm
   */
  check(sensitivity: Sensitivity, name: string, held = Infinity): Check {
    const perStep = this.relativeErrors();
    const absolutes = this.distances.map((d) => d.absolute);
    const [relative, absolute] = [worst(perStep), worst(absolutes)];
    const common = { quantity: this.quantity, relative, absolute, perStep };
    if (this.precision === 'float16') {
      const tolerance = judgementsInHalf[this.kind];
      return { ...common, tolerance, measure: 'relative', pass: relative <= tolerance };
    }
    const { roundings, relative: tolerated, firstStep } = judgements[this.kind];
    const rounding = this.kind === 'forward' ? undefined : sensitivity(name);
    if (rounding !== undefined) {
      const tolerance = roundings * rounding;
      const within = absolute <= tolerance;
      const startsWithin = worst(absolutes.slice(0, held)) <= tolerance;
      return within || !startsWithin
        ? { ...common, tolerance, measure: 'absolute', pass: within }
        : { ...common, tolerance: tolerated, measure: 'relative', pass: relative <= tolerated };
    }
    const pass = relative <= tolerated && (perStep.length < 2 || (perStep[0] ?? NaN) <= firstStep);
    return { ...common, tolerance: tolerated, measure: 'relative', pass };
  }
}
