import type { Normalisation } from '../../../src-shared/normalisation.ts';
import { permutation, type Random } from '../../../src-shared/random.ts';
import { float32, type HostTensor, type Named } from '../../engines/engine.ts';
import { need } from '../../engines/tree.ts';
import { changeColor, colorChanges } from './color.ts';
import { amounts, between, flipProbability, largestAngle, largestShift, scales } from './tta-augment.ts';
import { fromUnit, toUnit } from './unit-range.ts';
import { warpImages } from './warp.ts';

/** Exponents are not applied to values below this. */
const darkest = 1e-8;

/**
 * Changes that ROID makes to a batch: `order` [5] of the changes of colour, their `factors` [5] by the places of their
 * names in `colorChanges`, `affine` [4] (angle in degrees, shift to the right and down in pixels, scale), `flip` [1].
 */
export function drawConsistency(size: number, random: Random): Named<HostTensor> {
  const shift = (): number => Math.round(between(random, [-1, 1]) * largestShift * 2 * size);
  const angle = between(random, [-largestAngle, largestAngle]);
  return {
    order: { dtype: 'int32', shape: [colorChanges.length], data: permutation(colorChanges.length, random) },
    factors: float32(Float32Array.from(colorChanges, (change) => between(random, amounts[change]))),
    affine: float32(Float32Array.of(angle, shift(), shift(), between(random, scales))),
    flip: { dtype: 'int32', shape: [1], data: Int32Array.of(random() < flipProbability ? 1 : 0) },
  };
}

/** A batch [B,3,S,S] with colours, rotation, scale, shift and mirroring changed, all images in the same way. */
export function changeConsistently(
  images: HostTensor,
  draws: Named<HostTensor>,
  normalisation?: Normalisation,
): HostTensor {
  const size = images.shape[3] ?? 1;
  const plane = size * size;
  const pixels = toUnit(images.data as Float32Array, plane, normalisation);
  const [angle = 0, right = 0, down = 0, scale = 1] = need(draws, 'affine').data;
  for (const index of need(draws, 'order').data) {
    const change = colorChanges[index]!;
    if (change === 'gamma') for (let i = 0; i < pixels.length; i++) pixels[i] = Math.max(darkest, pixels[i]!);
    changeColor(pixels, plane, change, need(draws, 'factors').data[index]!);
  }
  const warped = warpImages(pixels, size, {
    angle: (angle * Math.PI) / 180,
    shift: [right, down],
    scale,
    blur: 0,
    flipped: need(draws, 'flip').data[0] === 1,
    beyond: 'mirror',
  });
  return float32(fromUnit(warped, plane, normalisation), images.shape);
}
