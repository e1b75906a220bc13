import { describe, expect, it } from 'vitest';
import { float32, type HostTensor, type Named, type TensorSpec } from '../../../src-main/engines/engine.ts';
import { formatSpec, validateConstant, validateInputs } from '../../../src-main/engines/validate.ts';

const expected: Named<TensorSpec> = {
  images: { shape: [2, 3], dtype: 'float32' },
  labels: { shape: [2], dtype: 'int32' },
};
const images = float32(new Float32Array(6), [2, 3]);
const labels: HostTensor = { data: new Int32Array(2), shape: [2], dtype: 'int32' };

function check(inputs: Named<HostTensor>): () => void {
  return () => {
    validateInputs('test step', expected, inputs);
  };
}

describe('validateInputs', () => {
  it('accepts what the signature asks for', () => {
    expect(check({ images, labels })).not.toThrow();
  });

  it.each<[string, Named<HostTensor>, string]>([
    ['missing', { images }, "The test step needs a tensor 'labels' (int32 [2]), which is missing."],
    [
      'unknown',
      { images, labels, extra: images },
      "The test step has no input 'extra'; its inputs are images, labels.",
    ],
    [
      'of another shape',
      { images: float32(new Float32Array(6), [3, 2]), labels },
      "The test step expects tensor 'images' as float32 [2, 3], but got float32 [3, 2].",
    ],
    [
      'of another rank',
      { images: float32(new Float32Array(6)), labels },
      "The test step expects tensor 'images' as float32 [2, 3], but got float32 [6].",
    ],
    [
      'of another type',
      { images, labels: float32(new Float32Array(2)) },
      "The test step expects tensor 'labels' as int32 [2], but got float32 [2].",
    ],
    [
      'in the wrong kind of array',
      { images: { ...images, data: new Int32Array(6) }, labels },
      "Tensor 'images' given to the test step is not valid: float32 values must be in a Float32Array.",
    ],
    [
      'too short',
      { images: { ...images, data: new Float32Array(5) }, labels },
      "Tensor 'images' given to the test step is not valid: float32 [2, 3] needs 6 values, but it has 5.",
    ],
  ])('names a tensor that is %s', (_, inputs, message) => {
    expect(check(inputs)).toThrow(expect.objectContaining({ code: 'bad-input', message }) as Error);
  });
});

describe('validateConstant', () => {
  it('names a constant whose values do not fit', () => {
    const validate = (): void =>
      validateConstant('test step', 'head.bias', { shape: [4], dtype: 'float32' }, new Float32Array(3));
    const message = "Constant 'head.bias' of the test step is not valid: float32 [4] needs 4 values, but it has 3.";
    expect(validate).toThrow(expect.objectContaining({ code: 'bad-input', message }) as Error);
  });
});

describe('formatSpec', () => {
  it('writes scalars with empty brackets', () => {
    expect(formatSpec({ shape: [], dtype: 'bool' })).toBe('bool []');
  });
});
