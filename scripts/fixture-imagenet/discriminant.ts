import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { lookOf, type Look } from './looks.ts';

export interface LabelledFeatures {
  /** [N, dim], row by row. */
  readonly features: Float64Array;
  readonly labels: readonly number[];
  readonly dim: number;
}

export interface LinearHead {
  /** [classes, dim] */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Share of a multiple of the unit matrix in the covariance, so that few images do. */
const shrinkage = 0.02;
const kinds = 10;
/** Images of a class that are enough for a mean of its own. */
const severalImages = 4;

/**
 * Linear discriminant analysis: the classifier of classes that are normally distributed with one covariance, w = Σ⁻¹μ and
 * b = −½ μᵀΣ⁻¹μ. What the colour, the border and the form of a class add to its mean μ is estimated over all classes
 * that share them, so that it takes far fewer images than classes; a class with several images has the mean of its own.
 */
export function discriminantHead(training: LabelledFeatures, classes: number): LinearHead {
  const { features, labels, dim } = training;
  const meanOf = classMean(training);
  const covariance = Matrix.zeros(dim, dim);
  labels.forEach((label, i) => {
    const mean = meanOf(label);
    const deviation = mean.map((value, j) => features[i * dim + j]! - value);
    for (let j = 0; j < dim; j++) {
      for (let k = 0; k < dim; k++) covariance.set(j, k, covariance.get(j, k) + deviation[j]! * deviation[k]!);
    }
  });
  covariance.div(labels.length);
  const spherical = Matrix.eye(dim).mul(covariance.trace() / dim + Number.EPSILON);
  const solver = new CholeskyDecomposition(covariance.mul(1 - shrinkage).add(spherical.mul(shrinkage)));
  const weight = new Float32Array(classes * dim);
  const bias = new Float32Array(classes);
  for (let label = 0; label < classes; label++) {
    const mean = meanOf(label);
    const direction = solver.solve(Matrix.columnVector(mean)).to1DArray();
    weight.set(direction, label * dim);
    bias[label] = -0.5 * direction.reduce((sum, value, j) => sum + value * mean[j]!, 0);
  }
  return { weight, bias };
}

/** The mean features of a class: its own, or the mean over all images and what each kind of each feature adds to it. */
function classMean({ features, labels, dim }: LabelledFeatures): (label: number) => Float64Array {
  const meanOver = (wanted: (label: number) => boolean): Float64Array => {
    const sum = new Float64Array(dim);
    let count = 0;
    labels.forEach((label, i) => {
      if (!wanted(label)) return;
      count++;
      for (let j = 0; j < dim; j++) sum[j]! += features[i * dim + j]!;
    });
    return sum.map((value) => value / Math.max(1, count));
  };
  const overall = meanOver(() => true);
  const effects = (of: keyof Look): Float64Array[] =>
    Array.from({ length: kinds }, (_, kind) =>
      meanOver((label) => lookOf(label)[of] === kind).map((value, j) => value - overall[j]!),
    );
  const [hue, border, form] = [effects('hue'), effects('border'), effects('form')];
  const added = (look: Look): Float64Array =>
    overall.map((value, j) => value + hue[look.hue]![j]! + border[look.border]![j]! + form[look.form]![j]!);
  return (label) => {
    const ownImages = labels.filter((one) => one === label).length;
    return ownImages < severalImages ? added(lookOf(label)) : meanOver((one) => one === label);
  };
}
