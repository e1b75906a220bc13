import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  constant,
  float32,
  type Constant,
  type Engine,
  type Named,
  type Signature,
  type TensorFunction,
} from '../../../src-main/engines/engine.ts';
import { gelu, layerNorm, linear } from '../../../src-main/engines/fused-ops.ts';
import { startBackend, tf, useBackend } from '../../../src-main/engines/tfjs.ts';
import { findTensorflow } from '../../../src-main/engines/tensorflow-package.ts';
import { openTensorflowEngine } from '../../../src-main/engines/tensorflow.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';

const vector = (...values: number[]): ReturnType<typeof float32> => float32(Float32Array.from(values));
const spec = (...shape: number[]): { shape: number[]; dtype: 'float32' } => ({ shape, dtype: 'float32' });

/** x·w summed, and its gradient with respect to x. */
const product: TensorFunction = ({ x }, { w }) => {
  const { value, grad } = tf.valueAndGrad((z) => tf.sum(tf.mul(tf.square(z), w!)))(x!);
  return { value, gradient: grad };
};
const weights = constant(vector(1, 2, 3));
const signature: Signature = { label: 'test step', inputs: { x: spec(3) }, constants: { w: weights } };

const openers: [string, () => Promise<Engine>][] = [['wasm', openWasmEngine]];
if (findTensorflow()) openers.push(['tensorflow', () => openTensorflowEngine(1)]);

async function outputOf(
  engine: Engine,
  fn: (x: Tensor) => Tensor,
  x: ReturnType<typeof float32>,
  constants: Named<Constant> = {},
): Promise<number[]> {
  const step = await engine.compile(({ x }) => ({ y: fn(x) }), { label: 'test step', inputs: { x }, constants });
  const { y } = await step.run({ x });
  return [...y.data];
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
}

describe.each(openers)('the eager engine %s', (id, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterEach(async () => engine.dispose());

  it('says what it runs on', () => {
    expect(engine.description).toMatchObject({ id, threads: 1 });
    expect(engine.description.device).not.toBe('');
    expect(engine.description.version).toMatch(/\d/);
  });

  it('returns values and gradients, and leaves inputs untouched', async () => {
    const x = vector(1, -2, 0.5);
    const step = await engine.compile(product, signature);
    const result = await step.run({ x });
    expect(result['value']).toEqual({ data: Float32Array.of(9.75), shape: [], dtype: 'float32' });
    expect(result['gradient']).toEqual({ data: Float32Array.of(2, -8, 3), shape: [3], dtype: 'float32' });
    expect([...x.data]).toEqual([1, -2, 0.5]);
  });

  it('returns inputs, constants and other types as they are', async () => {
    const step = await engine.compile(
      ({ x }, { w }) => ({ x: x!, w: w!, mask: tf.greater(x!, 0), index: tf.argMax(x!) }),
      signature,
    );
    const result = await step.run({ x: vector(-1, 0, 4) });
    expect([...result['x'].data, ...result['w'].data]).toEqual([-1, 0, 4, 1, 2, 3]);
    expect(result['mask']).toEqual({ data: Uint8Array.of(0, 0, 1), shape: [3], dtype: 'bool' });
    expect(result['index']).toEqual({ data: Int32Array.of(2), shape: [], dtype: 'int32' });
  });

  it('holds no more memory after many steps, failed ones included, and none after disposal', async () => {
    useBackend(id);
    const empty = { ...tf.memory() };
    const step = await engine.compile(product, signature);
    const failing = await engine.compile(({ x }) => {
      tf.square(x!);
      throw new Error('on purpose');
    }, signature);
    await step.run({ x: vector(1, 2, 3) });
    // Of this backend: others hold what other tests have left.
    const before = { ...tf.memory(), dataIds: tf.backend().numDataIds() };
    for (let i = 0; i < 200; i++) {
      await step.run({ x: vector(i, 2, 3) });
      await expect(failing.run({ x: vector(i, 2, 3) })).rejects.toThrow();
    }
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    expect(tf.backend().numDataIds()).toBe(before.dataIds);
    await engine.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: empty.numTensors, numBytes: empty.numBytes });
  });

  it('uploads a constant once for all its steps', async () => {
    let reads = 0;
    const onDisk: Constant = {
      ...spec(3),
      read: () => (reads++, Float32Array.of(1, 2, 3)),
      file: { path: 'weights', byteOffset: 0, byteLength: 12 },
    };
    const fromFile = { ...signature, constants: { w: onDisk } };
    const steps = [await engine.compile(product, fromFile), await engine.compile(product, fromFile)];
    expect(reads).toBe(1);
    expect(engine.memory()).toEqual({ constantBytes: 12, steps: 2 });

    const { data } = vector(4, 5, 6);
    const view = constant(float32(data as Float32Array));
    const again = constant(float32(data as Float32Array));
    steps.push(await engine.compile(product, { ...signature, constants: { w: view } }));
    steps.push(await engine.compile(product, { ...signature, constants: { w: again } }));
    expect(engine.memory()).toEqual({ constantBytes: 24, steps: 4 });

    await steps[0]!.dispose();
    await steps[0]!.dispose();
    expect(engine.memory()).toEqual({ constantBytes: 24, steps: 3 });
    expect([...(await steps[1]!.run({ x: vector(1, 1, 1) }))['value']!.data]).toEqual([6]);
    await steps[1]!.dispose();
    expect(engine.memory()).toEqual({ constantBytes: 12, steps: 2 });
  });

  it('computes on its own backend whatever was used last', async () => {
    const step = await engine.compile(product, signature);
    await startBackend('cpu');
    const result = await step.run({ x: vector(1, 1, 1) });
    expect(tf.getBackend()).toBe(id);
    expect([...result['gradient']!.data]).toEqual([2, 4, 6]);
  });

  it('refuses what it cannot use', async () => {
    const step = await engine.compile(product, signature);
    await expect(step.run({ x: vector(1, 2) })).rejects.toMatchObject({ code: 'bad-input' });
    const misfit = { ...signature, constants: { w: { ...weights, shape: [4] } } };
    await expect(engine.compile(product, misfit)).rejects.toMatchObject({ code: 'bad-input' });
    expect(engine.memory()).toEqual({ constantBytes: 12, steps: 1 });
    await step.dispose();
    await expect(step.run({ x: vector(1, 2, 3) })).rejects.toThrow(
      'The test step was used after it had been disposed.',
    );
  });

  it('names itself and the step when an operation fails', async () => {
    const failing = (): never => {
      throw new Error('out of range');
    };
    const step = await engine.compile(failing, signature);
    await expect(step.run({ x: vector(1, 2, 3) })).rejects.toMatchObject({
      code: 'engine-failed',
      message: `Engine ${id} failed in the test step: out of range`,
    });
  });

  const x = float32(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

  it('computes the fused operators', async () => {
    expectClose(await outputOf(engine, (t) => gelu(t), vector(-1, 0, 2)), [-0.158655, 0, 1.9545]);
    expectClose(
      await outputOf(engine, (t) => layerNorm(t, tf.tensor1d([1, 2]), tf.tensor1d([0, 1])), x),
      [-1, 3, -1, 3, -1, 3],
    );
    expectClose(
      await outputOf(engine, (t) => linear(t, tf.tensor2d([[1, -1]]), tf.tensor1d([0.5])), x),
      [-0.5, -0.5, -0.5],
    );
  });
});

describe('the wasm engine', () => {
  const x = float32(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

  it('borrows the kernels that gradients need and WebAssembly lacks', async () => {
    const engine = await openWasmEngine();
    const weighted = (t: Tensor): Tensor => tf.mul(tf.gather(t, [2, 0, 2]), tf.tensor2d([[1], [10], [100]]));
    expectClose(await outputOf(engine, (t) => tf.grad((z) => tf.sum(weighted(z)))(t), x), [10, 10, 0, 0, 101, 101]);

    const image = tf.keep(tf.ones([1, 3, 3, 1]));
    const convolve = (filter: Tensor): Tensor => tf.conv2d(image as Tensor4D, filter as Tensor4D, 1, 'valid');
    const filter = float32(new Float32Array(4), [2, 2, 1, 1]);
    expectClose(await outputOf(engine, (t) => tf.grad((z) => tf.sum(convolve(z)))(t), filter), [4, 4, 4, 4]);
    image.dispose();
    await engine.dispose();
  });
});
