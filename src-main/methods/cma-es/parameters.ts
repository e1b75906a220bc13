/** Constants of CMA-ES that follow from the dimension and the population size (Hansen, arXiv:1604.00772, table 1). */
export interface CmaParameters {
  readonly dimension: number;
  readonly population: number;
  /** Strictly positive ones first; they sum to one. The negative ones take variance out of bad directions. */
  readonly weights: readonly number[];
  /** Number of strictly positive weights. */
  readonly parents: number;
  /** Variance effectiveness of the positive weights, μ_eff. */
  readonly effective: number;
  /** Decay of the path that the step size follows, c_σ. */
  readonly sigmaDecay: number;
  /** Damping of the step size, d_σ. */
  readonly damping: number;
  /** Decay of the path that the covariance follows, c_c. */
  readonly pathDecay: number;
  /** Learning rates of the rank-one and the rank-μ update, c_1 and c_μ. */
  readonly rankOne: number;
  readonly rankMu: number;
  /** Updates of the covariance between two of its decompositions. */
  readonly decompositionGap: number;
  /** Expected length of a standard normal vector. */
  readonly expectedLength: number;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** (Σw)²/Σw² */
function effectiveness(weights: readonly number[]): number {
  return weights.length === 0 ? 0 : sum(weights) ** 2 / sum(weights.map((weight) => weight * weight));
}

/** E‖N(0, I_n)‖ by χ(1) = √(2/π) and χ(n)·χ(n+1) = n. */
function expectedLength(dimension: number): number {
  let length = Math.sqrt(2 / Math.PI);
  for (let n = 1; n < dimension; n++) length = n / length;
  return length;
}

/** Damping of pycma 4: more than 1 + c_σ only for populations that are large for the dimension. */
function dampingOf(dimension: number, effective: number, sigmaDecay: number): number {
  const scale = Math.max(1, 3 * (1 - 0.5 ** (dimension / 9)));
  return 1 + 2 * Math.max(0, scale * Math.sqrt((effective - 1) / (dimension + 1)) - 1) + sigmaDecay;
}

/** The parameters that pycma 4 uses by default. */
export function cmaParameters(dimension: number, population: number): CmaParameters {
  const raw = Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const positive = raw.filter((weight) => weight > 0);
  const negative = raw.slice(positive.length);
  const effective = effectiveness(positive);
  const rankOne = (Math.min(1, population / 6) * 2) / ((dimension + 1.3) ** 2 + effective);
  const rankMu = Math.min(
    1 - rankOne,
    (2 * (0.25 + effective - 2 + 1 / effective)) / ((dimension + 2) ** 2 + effective),
  );
  // Negative weights may not take out more than comes in, nor make the covariance indefinite.
  const negativeSum = Math.min(
    1 + rankOne / rankMu,
    (1 - rankOne - rankMu) / (rankMu * dimension),
    1 + (2 * effectiveness(negative)) / (effective + 2),
  );
  const sigmaDecay = Math.min(0.5, (effective + 2) / (dimension + effective + 3));
  return {
    dimension,
    population,
    weights: [
      ...positive.map((weight) => weight / sum(positive)),
      ...negative.map((weight) => (-weight * negativeSum) / sum(negative)),
    ],
    parents: positive.length,
    effective,
    sigmaDecay,
    damping: dampingOf(dimension, effective, sigmaDecay),
    pathDecay: (4 + effective / dimension) / (dimension + 4 + (2 * effective) / dimension),
    rankOne,
    rankMu,
    decompositionGap: 1 / (rankOne + rankMu) / dimension / 10,
    expectedLength: expectedLength(dimension),
  };
}

/** The weights for `count` ranked candidates: those beyond the population size come into the middle, with weight zero. */
export function weightsFor({ weights, parents }: CmaParameters, count: number): number[] {
  const surplus = new Array<number>(Math.max(0, count - weights.length)).fill(0);
  return [...weights.slice(0, parents), ...surplus, ...weights.slice(parents)];
}
