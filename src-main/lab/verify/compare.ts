import type { Sensitivity } from './folder.ts';

/** How far one quantity is from the recording. */
export interface Check {
  readonly quantity: string;
  /** Largest ‖found − recorded‖ / ‖recorded‖ over the steps. */
  readonly relative: number;
  /** Largest |found − recorded| of any element. */
  readonly absolute: number;
  /** Relative error of each step. */
  readonly perStep: readonly number[];
  /** What `measured` may not exceed. */
  readonly tolerance: number;
  readonly measure: 'absolute' | 'relative';
  readonly pass: boolean;
}

/** How many times the rounding error of the reference's own float32 run is allowed. */
const sensitivityFactor = 10;
const defaultTolerance = 1e-3;
const firstStepTolerance = 1e-4;

interface Distance {
  readonly relative: number;
  readonly absolute: number;
}

function distance(found: ArrayLike<number>, recorded: ArrayLike<number>): Distance {
  if (found.length !== recorded.length) return { relative: Infinity, absolute: Infinity };
  let [squares, norm, absolute] = [0, 0, 0];
  for (let i = 0; i < recorded.length; i++) {
    const reference = recorded[i] ?? NaN;
    const difference = Math.abs((found[i] ?? NaN) - reference);
    squares += difference * difference;
    norm += reference * reference;
    // NaN is larger than anything: it must never pass.
    absolute = difference <= absolute ? absolute : difference;
  }
  const error = Math.sqrt(squares);
  return { relative: error === 0 ? 0 : error / Math.sqrt(norm), absolute };
}

/** Collects a quantity over the steps of a stream and judges it. */
export class Comparison {
  private readonly quantity: string;
  private readonly distances: Distance[] = [];

  constructor(quantity: string) {
    this.quantity = quantity;
  }

  add(found: ArrayLike<number>, recorded: ArrayLike<number>): void {
    this.distances.push(distance(found, recorded));
  }

  /**
   * Where the rounding of the reference is known, a small multiple of it is the tolerance; else 1e-3 of the norm, and
   * 1e-4 at the first step.
   * @param name what the recording calls the quantity
   */
  check(sensitivity: Sensitivity, name: string): Check {
    const worst = (pick: (d: Distance) => number): number =>
      this.distances.reduce((largest, d) => (pick(d) <= largest ? largest : pick(d)), 0);
    const relative = worst((d) => d.relative);
    const absolute = worst((d) => d.absolute);
    const perStep = this.distances.map((d) => d.relative);
    const common = { quantity: this.quantity, relative, absolute, perStep };
    const rounding = sensitivity(name);
    if (rounding !== undefined) {
      const tolerance = sensitivityFactor * rounding;
      return { ...common, tolerance, measure: 'absolute', pass: absolute <= tolerance };
    }
    const pass = relative <= defaultTolerance && (perStep.length < 2 || (perStep[0] ?? NaN) <= firstStepTolerance);
    return { ...common, tolerance: defaultTolerance, measure: 'relative', pass };
  }
}
