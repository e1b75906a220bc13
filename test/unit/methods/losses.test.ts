import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  float32,
  type Engine,
  type HostTensor,
  type Named,
  type TensorFunction,
} from '../../../src-main/engines/engine.ts';
import { gelu, layerNorm, linear } from '../../../src-main/engines/fused-ops.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { tf, type Tensor } from '../../../src-main/engines/tfjs.ts';
import { withGradient } from '../../../src-main/methods/gradient.ts';
import { batchMoments, foaLoss, meanEntropy, opinionOf } from '../../../src-main/methods/losses.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { noise } from './support.ts';

let engines: Engine[];
beforeAll(async () => {
  engines = [await openOnnxEngine('cpu', { threads: 1 }), await cpuEngine()];
});
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

type Inputs = Record<string, HostTensor>;

async function evaluate(engine: Engine, fn: TensorFunction, inputs: Inputs): Promise<Named<HostTensor>> {
  const step = await engine.compile(fn, { label: 'test function', inputs, constants: {} });
  const outputs = await step.run(inputs);
  await step.dispose();
  return outputs;
}

/** Compares gradients of Σ w·f with central differences of the same function in float64. */
async function expectGradients(
  f: (x: Named<Tensor>) => Tensor,
  plain: (x: Readonly<Record<string, Float64Array>>) => number[],
  inputs: Inputs,
): Promise<void> {
  const names = Object.keys(inputs);
  const doubles = Object.fromEntries(names.map((name) => [name, Float64Array.from(inputs[name]!.data)]));
  const count = plain(doubles).length;
  const weights = noise(count, 11);
  const loss = (x: Readonly<Record<string, Float64Array>>): number =>
    plain(x).reduce((sum, value, i) => sum + value * weights[i]!, 0);
  const fn: TensorFunction = (x) => {
    const gradients = tf.grads((...values: Tensor[]) => {
      const y = f(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
      return tf.sum(tf.mul(tf.reshape(y, [-1]), tf.tensor(weights, [count], 'float32')));
    })(names.map((name) => x[name]!));
    return Object.fromEntries(names.map((name, i) => [name, gradients[i]!]));
  };
  for (const engine of engines) {
    const found = await evaluate(engine, fn, inputs);
    for (const name of names) {
      for (const [i, value] of doubles[name]!.entries()) {
        const at = (by: number): number => {
          const changed = doubles[name]!.slice();
          changed[i] = value + by;
          return loss({ ...doubles, [name]: changed });
        };
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        const difference = Math.abs(found[name]!.data[i]! - slope);
        expect(difference, `d${name}[${i}] on ${engine.description.id}`).toBeLessThan(2e-5 * (1 + Math.abs(slope)));
      }
    }
  }
}

function rowsOf(x: Float64Array, width: number): number[][] {
  return Array.from({ length: x.length / width }, (_, i) => [...x.slice(i * width, (i + 1) * width)]);
}

function mean(x: readonly number[]): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length;
}

/** The error function by its series. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('gradients of fused operators', () => {
  it('LayerNorm', async () => {
    await expectGradients(
      ({ x, gamma, beta }) => layerNorm(x!, gamma!, beta!),
      ({ x, gamma, beta }) =>
        rowsOf(x!, 5).flatMap((row) => {
          const centre = mean(row);
          const std = Math.sqrt(mean(row.map((value) => (value - centre) ** 2)) + 1e-6);
          return row.map((value, j) => ((value - centre) / std) * gamma![j]! + beta![j]!);
        }),
      { x: float32(noise(15, 1), [3, 5]), gamma: float32(noise(5, 2)), beta: float32(noise(5, 3)) },
    );
  });

  it('Gelu', async () => {
    await expectGradients(
      ({ x }) => gelu(x!),
      ({ x }) => [...x!].map((value) => (value / 2) * (1 + erf(value / Math.SQRT2))),
      { x: float32(noise(12, 4).map((value) => 3 * value)) },
    );
  });

  it('Linear', async () => {
    await expectGradients(
      ({ x, weight, bias }) => linear(x!, weight!, bias!),
      ({ x, weight, bias }) =>
        rowsOf(x!, 4).flatMap((row) =>
          rowsOf(weight!, 4).map((column, j) => column.reduce((sum, w, k) => sum + w * row[k]!, bias![j]!)),
        ),
      { x: float32(noise(8, 5), [2, 4]), weight: float32(noise(12, 6), [3, 4]), bias: float32(noise(3, 7)) },
    );
  });
});

function plainMoments(x: Float64Array, width: number): { mean: number[]; std: number[] } {
  const rows = rowsOf(x, width);
  const columns = Array.from({ length: width }, (_, j) => rows.map((row) => row[j]!));
  return {
    mean: columns.map(mean),
    std: columns.map((column) => {
      const centre = mean(column);
      return Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (rows.length - 1));
    }),
  };
}

describe('batchMoments', () => {
  const x = float32(noise(12, 8), [4, 3]);

  it('gives the mean and the unbiased standard deviation, with gradients', async () => {
    await expectGradients(
      ({ x: features }) => {
        const { mean: centre, std } = batchMoments(features!);
        return tf.concat([centre, std]);
      },
      ({ x: features }) => {
        const { mean: centre, std } = plainMoments(features!, 3);
        return [...centre, ...std];
      },
      { x },
    );
  });

  it('has no gradient where all images agree', async () => {
    const same = float32(Float32Array.of(1, 2, 1, -2, 1, 5), [3, 2]);
    for (const engine of engines) {
      const { std, gradient } = await evaluate(
        engine,
        ({ x: features }) => ({
          std: batchMoments(features!).std,
          gradient: tf.grad((y: Tensor) => tf.sum(batchMoments(y).std))(features!),
        }),
        { x: same },
      );
      expect(std!.data[0]).toBe(0);
      expect(gradient!.data.filter((_, i) => i % 2 === 0)).toEqual(new Float32Array(3));
      expect(gradient!.data[1]).not.toBe(0);
    }
  });
});

describe('the loss', () => {
  const logits = float32(
    noise(12, 9).map((value) => 4 * value),
    [4, 3],
  );
  const features = float32(noise(20, 10), [4, 5]);
  const statistics = { std: float32(noise(5, 11).map(Math.abs)), mean: float32(noise(5, 12)) };

  function plainEntropy(flat: Float64Array): number {
    const perImage = rowsOf(flat, 3).map((row) => {
      const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
      return -row.reduce((sum, value) => sum + (Math.exp(value) / total) * Math.log(Math.exp(value) / total), 0);
    });
    return mean(perImage);
  }

  it('is the mean entropy of the predictions', async () => {
    await expectGradients(
      ({ logits: x }) => meanEntropy(x!),
      ({ logits: x }) => [plainEntropy(x!)],
      { logits },
    );
  });

  it('plus λ/64 of the squared distance of the statistics, whatever the batch size', async () => {
    await expectGradients(
      ({ logits: z, features: x }) => {
        const std = tf.tensor(statistics.std.data, [5], 'float32');
        const centre = tf.tensor(statistics.mean.data, [5], 'float32');
        const { loss, entropy, discrepancy } = foaLoss(z!, x!, { std, mean: centre }, 0.4);
        return tf.stack([loss, entropy, discrepancy]);
      },
      ({ logits: z, features: x }) => {
        const { mean: centre, std } = plainMoments(x!, 5);
        const squares = (a: number[], b: ArrayLike<number>): number =>
          a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
        const distance = squares(std, statistics.std.data) + squares(centre, statistics.mean.data);
        const [entropy, discrepancy] = [plainEntropy(z!), (0.4 * distance) / 64];
        return [entropy + discrepancy, entropy, discrepancy];
      },
      { logits, features },
    );
  });

  it('is zero for sure predictions, without NaN', async () => {
    const sure = float32(Float32Array.of(500, -500, 0, -800, 900, 0), [2, 3]);
    for (const engine of engines) {
      const { entropy, gradient } = await evaluate(
        engine,
        ({ logits: z }) => ({ entropy: meanEntropy(z!), gradient: tf.grad(meanEntropy)(z!) }),
        { logits: sure },
      );
      expect(entropy!.data[0]).toBeCloseTo(0, 6);
      expect([...gradient!.data].every(Number.isFinite)).toBe(true);
    }
  });
});

describe('withGradient', () => {
  it('evaluates the function once and returns all of its tensors, leaving none behind', async () => {
    let calls = 0;
    const [, plain] = engines;
    const x = float32(Float32Array.of(1, -2, 3));
    const before = tf.memory().numTensors;
    const outputs = await evaluate(
      plain!,
      ({ x: theta }) => {
        const { gradient, result } = withGradient(theta!, (parameters) => {
          calls++;
          return { loss: tf.sum(tf.square(parameters)), doubled: tf.mul(parameters, 2) };
        });
        return { gradient, ...result };
      },
      { x },
    );
    expect(calls).toBe(1);
    expect([...outputs['gradient']!.data]).toEqual([2, -4, 6]);
    expect([...outputs['doubled']!.data]).toEqual([2, -4, 6]);
    expect(outputs['loss']!.data[0]).toBe(14);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the opinion of COME', () => {
  const logits = noise(12, 13).map((value) => 5 * value);

  it('has the entropy and the gradient of its equations, none of it along the logits', async () => {
    const lengths = rowsOf(Float64Array.from(logits), 3).map((row) => Math.hypot(...row));
    await expectGradients(
      ({ z }) => opinionOf(z!, 7).entropy,
      ({ z }) =>
        rowsOf(z!, 3).map((row, b) => {
          const scale = lengths[b]! / Math.hypot(...row);
          const evidence = [...row.map((value) => Math.exp(scale * value)), 7];
          const total = evidence.reduce((sum, value) => sum + value, 0);
          return -evidence.map((e) => e / total + 1e-7).reduce((sum, o) => sum + o * Math.log(o), 0);
        }),
      { z: float32(logits, [4, 3]) },
    );
  });

  it('is finite for large logits, where exp overflows, and for none', async () => {
    for (const engine of engines) {
      const z = float32(Float32Array.of(300, -20, 0, 0, 0, 0), [2, 3]);
      const { entropy, uncertainty, gradient } = await evaluate(
        engine,
        ({ z: x }) => ({
          ...opinionOf(x!, 1000),
          gradient: tf.grad((y: Tensor) => tf.sum(opinionOf(y, 1000).entropy))(x!),
        }),
        { z },
      );
      expect(entropy!.data[0]).toBeCloseTo(3 * 1e-7 * Math.log(1e7), 6);
      expect(uncertainty!.data[0]).toBe(0);
      expect(uncertainty!.data[1]).toBeCloseTo(1000 / 1003, 6);
      // Where nothing is overwhelmingly likely there is a way to go, though there are no logits yet.
      expect([...gradient!.data].every(Number.isFinite)).toBe(true);
      for (const value of gradient!.data.subarray(0, 3)) expect(value).toBeCloseTo(0, 6);
    }
  });
});
