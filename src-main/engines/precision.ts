import type { Precision } from '../../src-shared/precision.ts';
import { LabError } from '../../src-shared/errors.ts';

/** Engines that compute in half precision: on the CPU there is nothing to gain by it. */
const inHalf: readonly string[] = ['onnx-webgpu', 'onnx-cuda'];

/** @throws LabError `bad-option` where an engine can't compute in a precision; so can `auto`, which may be any of them */
export function requirePrecision(engine: string, precision: Precision): void {
  if (precision === 'float32' || inHalf.includes(engine)) return;
  throw new LabError(
    'bad-option',
    `Half precision is for the engines ${inHalf.join(' and ')}, not for ${engine}.`,
    'Choose one of them by its name, or float32.',
  );
}
