import { patchCount, prefixTokens, type VitShape } from '../models/vit-layout.ts';
import type { BenchWork } from './bench-plan.ts';

/** A matrix product: [rows, inner] · [inner, columns]. */
export interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Cost of the product of two matrices: a multiplication and an addition for each pair of numbers. */
export function productFlops({ rows, inner, columns }: Product): number {
  return 2 * rows * inner * columns;
}

/** The products with weights of one block, for so many images: queries, keys and values; their projection; the two of the MLP. */
export function blockProducts(shape: VitShape, images: number): Product[] {
  const { dim, mlpDim } = shape;
  const rows = images * (patchCount(shape) + prefixTokens(shape));
  return [
    { rows, inner: dim, columns: 3 * dim },
    { rows, inner: dim, columns: dim },
    { rows, inner: dim, columns: mlpDim },
    { rows, inner: mlpDim, columns: dim },
  ];
}

/** Matrix products of a forward pass of one image with so many prompt tokens, every block in full. */
export function forwardFlops(shape: VitShape, prompts = 0): number {
  const { dim, mlpDim, depth, patchSize, classes } = shape;
  const patches = patchCount(shape);
  const tokens = patches + prefixTokens(shape) + prompts;
  const block = tokens * dim * (4 * dim + 2 * mlpDim) + 2 * tokens ** 2 * dim;
  return 2 * (patches * 3 * patchSize ** 2 * dim + depth * block + dim * classes);
}

/**
 * How many forward passes the matrix products of a method's step are worth. A gradient that stops at norm layers has as
 * many as a forward pass, one of all weights twice as many.
 */
const passes: Readonly<Record<Exclude<BenchWork, `foa${'' | '_i_v1' | '_i_v2'}`>, number>> = {
  forward: 1,
  lame: 1,
  t3a: 1,
  neo: 1,
  tent: 2,
  tent_come: 2,
  eata: 2,
  eata_come: 2,
  rdumb: 2,
  zerosiam: 2,
  foa_sgd: 2,
  foa_adam: 2,
  mgtta: 2,
  mgtta_lstm: 2,
  // The images with shuffled patches are predicted only.
  deyo: 3,
  deyo_come: 3,
  recap: 3,
  sar: 4,
  sar_come: 4,
  // The images and their changed copies.
  roid: 4,
  cmf: 4,
  // The images, which are predicted only, and two views of them.
  spa: 5,
  // Teacher, source model, and the student with the gradient of all its weights.
  cotta: 5,
};

/** Candidates that FOA predicts a batch with, and prompt tokens of each. */
const foa = { candidates: 28, prompts: 3 };

/**
 * Floating-point operations of the matrix products that a step on a batch needs as its authors describe it. What an
 * implementation saves or computes twice is not counted: the share of the machine's rate is of useful work.
 * @param model what its forward pass of one image costs
 */
export function workFlops(model: { forwardFlops(prompts?: number): number }, work: BenchWork, batch: number): number {
  if (work === 'foa' || work === 'foa_i_v1' || work === 'foa_i_v2')
    return batch * foa.candidates * model.forwardFlops(foa.prompts);
  return batch * passes[work] * model.forwardFlops();
}
