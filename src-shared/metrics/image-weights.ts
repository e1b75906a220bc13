import { floatToHalf, halfToFloat } from '../half.ts';

const flagBytes = (count: number): number => Math.ceil(count / 8);

const isChosen = (weight: number): boolean => weight > 0 || weight < 0;

/**
 * How much the loss of each image counted in the update of its batch, 0 where it had no share: a bit for each whether it had one,
 * then the weights of those that had as float16, little-endian; without these where all are 1, as where a method only selects.
 */
export function packWeights(weights: Float32Array): Uint8Array<ArrayBuffer> {
  const chosen = weights.filter(isChosen);
  const flags = flagBytes(weights.length);
  const bytes = new Uint8Array(flags + (chosen.every((weight) => weight === 1) ? 0 : 2 * chosen.length));
  weights.forEach((weight, i) => {
    if (isChosen(weight)) bytes[i >> 3]! |= 1 << (i & 7);
  });
  if (bytes.length > flags) {
    const view = new DataView(bytes.buffer, flags);
    chosen.forEach((weight, k) => view.setUint16(2 * k, floatToHalf(weight), true));
  }
  return bytes;
}

/** Reads what `packWeights` made of `count` images; undefined where the bytes are not of so many. */
export function unpackWeights(bytes: Uint8Array, count: number): Float32Array<ArrayBuffer> | undefined {
  const flags = flagBytes(count);
  if (bytes.length < flags) return undefined;
  const values = new DataView(bytes.buffer, bytes.byteOffset + flags, bytes.length - flags);
  const weights = new Float32Array(count);
  let found = 0;
  for (let i = 0; i < count; i++) {
    if ((bytes[i >> 3]! & (1 << (i & 7))) === 0) continue;
    if (values.byteLength === 0) weights[i] = 1;
    else if (2 * found + 2 > values.byteLength) return undefined;
    else weights[i] = halfToFloat(values.getUint16(2 * found, true));
    found++;
  }
  return values.byteLength === 0 || values.byteLength === 2 * found ? weights : undefined;
}
