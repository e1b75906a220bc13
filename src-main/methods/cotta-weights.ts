import type { Random } from '../../src-shared/random.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import type { SourceModel } from '../models/source-model.ts';

/** Weight adapted by CoTTA, and its place when all are numbered through: θ first, then the other weights and biases. */
export interface AdaptedWeight {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

/** The name of the flat norm parameters among the weights. */
export const thetaName = 'theta';

/** All weights and biases of a model; the class token and the positions are neither. */
export function sourceWeights({ theta, constants }: SourceModel): Record<string, HostTensor> {
  const others = Object.entries(constants).filter(([name]) => /\.(?:weight|bias)$/.test(name));
  return {
    [thetaName]: theta,
    ...Object.fromEntries(others.map(([name, { shape, read }]) => [name, float32(read() as Float32Array, shape)])),
  };
}

export function layoutOf(weights: Named<HostTensor>): AdaptedWeight[] {
  let offset = 0;
  return Object.entries(weights).map(([name, { data }]) => {
    const entry = { name, size: data.length, offset };
    offset += data.length;
    return entry;
  });
}

/**
 * Each of `total` places with probability `share`, in ascending order. The gaps between them are geometrically distributed,
 * so that the work follows the number of places drawn, not their total.
 */
export function drawPlaces(total: number, share: number, random: Random): Int32Array {
  if (share <= 0) return new Int32Array();
  const places: number[] = [];
  const scale = Math.log(1 - share);
  for (let place = -1; ;) {
    place += share >= 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / scale);
    if (place >= total) return Int32Array.from(places);
    places.push(place);
  }
}

/**
 * Sets places of freshly made weights back to the values of the source, in place.
 * @param places ascending, in the numbering of `layout`
 */
export function restore(
  layout: readonly AdaptedWeight[],
  weights: Named<HostTensor>,
  source: Named<HostTensor>,
  places: Int32Array,
): void {
  let next = 0;
  for (const { name, size, offset } of layout) {
    const [values, original] = [weights[name]!.data, source[name]!.data];
    for (; next < places.length && places[next]! < offset + size; next++) {
      const at = places[next]! - offset;
      values[at] = original[at]!;
    }
  }
}
