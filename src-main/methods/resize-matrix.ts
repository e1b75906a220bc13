import { float32, type HostTensor } from '../engines/engine.ts';

/**
 * Bilinear resizing of one axis as a matrix [to, from]. Shrinking widens the triangle filter (antialiasing), as
 * torchvision and Pillow do.
 */
export function resizeMatrix(from: number, to: number): HostTensor {
  const scale = from / to;
  const support = Math.max(1, scale);
  const data = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(from, Math.floor(centre + support + 0.5));
    const weights = Array.from({ length: last - first }, (_, j) =>
      Math.max(0, 1 - Math.abs(first + j + 0.5 - centre) / support),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, j) => {
      data[i * from + first + j] = weight / total;
    });
  }
  return float32(data, [to, from]);
}
