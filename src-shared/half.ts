/** The largest finite number of 16 bits. */
const largest = 65_504;
const [single, singleBits] = (() => {
  const buffer = new ArrayBuffer(4);
  return [new Float32Array(buffer), new Uint32Array(buffer)];
})();

/** The value of a float16. @param bits the 16 of it */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16 bits of the float16 nearest to a number, of two the even one; what is too large becomes the largest finite one. */
export function floatToHalf(value: number): number {
  single[0] = Math.max(-largest, Math.min(largest, value));
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return 0x7e00;
  // Below the smallest normal number steps are of one size: adding ½ lets float32 round to them.
  if (magnitude < 0x3880_0000) {
    single[0] = Math.abs(single[0]) + 0.5;
    return sign | (singleBits[0]! - 0x3f00_0000);
  }
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x3800_0000) >>> 13);
}
