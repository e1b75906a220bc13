import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src-shared/errors.ts';
import { constant, type TensorFunction } from '../../../../src-main/engines/engine.ts';
import { targets } from '../../../../src-main/engines/onnx/target.ts';
import { trace } from '../../../../src-main/engines/onnx/trace.ts';
import { startBackend, tf, type Tensor } from '../../../../src-main/engines/tfjs.ts';
import { expectSame, graphOf, openEngines, operators, single, values } from './support.ts';

openEngines();

const x = values([2, 3]);

function failure(fn: TensorFunction): LabError {
  try {
    graphOf(fn, { x });
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('the trace succeeded');
}

describe('trace', () => {
  it('leaves out what no output depends on', () => {
    const f = single(({ x: y }) => {
      tf.exp(tf.matMul(y!, y!, false, true));
      return tf.neg(y!);
    });
    expect(operators(f, { x })).toEqual(['Neg']);
  });

  it('leaves out weights that no output depends on', () => {
    const f: TensorFunction = ({ x: y }, { used, unused }) => {
      tf.add(y!, unused!);
      return { y: tf.add(y!, used!) };
    };
    const constants = { used: values([3]), unused: values([3], { seed: 2 }) };
    const { initializers } = graphOf(f, { x }, 'cpu', constants);
    expect(initializers.map(({ content }) => content)).toEqual([constants.used.data]);
  });

  it('records forward and backward pass of a gradient in one graph', () => {
    const f = single(({ x: y }) => tf.grad((z: Tensor) => tf.sum(tf.tanh(z)))(y!));
    expect(operators(f, { x })).toContain('Tanh');
  });

  it('does not read the values of a weight in memory more than once, nor those of a weight in a file', () => {
    let reads = 0;
    const data = new Float32Array(6);
    const inMemory = { ...constant(values([2, 3])), read: () => (reads++, data) };
    const inFile = {
      ...constant(values([2, 3])),
      read: () => {
        throw new Error('read');
      },
      file: { path: '/weights', byteOffset: 8, byteLength: 24 },
    };
    const f: TensorFunction = (_inputs, { a, b }) => ({ y: tf.add(tf.mul(a!, a!), tf.mul(b!, tf.neg(a!))) });
    const signature = { label: 'test function', inputs: {}, constants: { a: inMemory, b: inFile } };
    const { initializers } = trace(f, signature, targets.cpu);
    expect(reads).toBe(1);
    expect(initializers.map(({ content }) => content)).toEqual([data, inFile.file]);
  });

  it.each<[string, (t: Tensor) => unknown]>([
    ['dataSync', (t) => t.dataSync()],
    ['arraySync', (t) => t.arraySync()],
    ['print', (t) => t.print()],
  ])('says that the function reads a value (%s)', (_how, read) => {
    const error = failure(({ x: y }) => {
      read(tf.exp(y!));
      return { y: y! };
    });
    expect(error.code).toBe('not-traceable');
    expect(error.message).toContain("reads a tensor's value");
    expect(error.hint).toContain('masks');
  });

  it('names an operator without a rule, and the function that uses it', () => {
    const error = failure(single(({ x: y }) => tf.cumsum(y!)));
    expect(error.code).toBe('not-traceable');
    expect(error.message).toContain('Cumsum');
    expect(error.message).toContain('test function');
    expect(error.hint).toContain('wasm');
  });

  it('refuses a tensor from outside', async () => {
    await startBackend('cpu');
    const outside = tf.tensor([1, 2, 3]);
    const error = failure(single(({ x: y }) => tf.add(y!, outside)));
    expect(error.code).toBe('not-traceable');
    expect(error.message).toContain('before the trace began');
    expect(error.hint).toContain('input or a constant');
    outside.dispose();
  });

  it('refuses a tensor of an earlier trace', () => {
    let kept: Tensor | undefined;
    graphOf(
      single(({ x: y }) => (kept = tf.neg(y!))),
      { x },
    );
    expect(failure(single(({ x: y }) => tf.add(y!, kept!))).message).toContain('before the trace began');
  });

  it.each<[string, (y: Tensor) => Tensor, string]>([
    ['reshape', (y) => tf.reshape(y, [7]), 'Size(6) must match'],
    ['reshape of equal values', (y) => tf.reshape(tf.onesLike(y), [7]), 'Size(6) must match'],
    ['matMul', (y) => tf.matMul(y, y), "[2, 3] and [2, 3] don't fit in a matrix product"],
    ['concat', (y) => tf.concat([y, tf.zeros([3, 2])], 0), 'concat'],
    ['add', (y) => tf.add(y, tf.zeros([4])), 'broadcast'],
  ])('says which shapes do not fit in %s', (_name, f, message) => {
    const error = failure(single(({ x: y }) => f(y!)));
    expect(error.code).toBe('not-traceable');
    expect(error.message).toContain("test function can't be traced");
    expect(error.message).toContain(message);
  });

  it('refuses types that engines do not know', () => {
    expect(failure(() => ({ y: tf.fill([2], 'a', 'string') })).code).toBe('not-traceable');
  });

  it('leaves the backend and the memory of TensorFlow.js as they were, whatever happens', async () => {
    await startBackend('cpu');
    const before = tf.memory().numTensors;
    graphOf(
      single(({ x: y }) => tf.grad((z: Tensor) => tf.sum(tf.exp(z)))(y!)),
      { x },
    );
    failure(single(({ x: y }) => tf.grad((z: Tensor) => tf.sum(tf.cumsum(z)))(y!)));
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('distinguishes an input called like a graph value from that value', async () => {
    const inputs = { t0: x, c1: values([2, 3], { seed: 2 }), t1: values([2, 3], { seed: 3 }) };
    await expectSame(({ t0, c1, t1 }) => ({ y: tf.sub(tf.add(tf.exp(t0!), c1!), tf.mul(t1!, tf.scalar(3))) }), inputs);
  });

  it('hands an input or a weight through', async () => {
    const constants = { w: values([3]) };
    await expectSame(({ x: y }, { w }) => ({ y: y!, again: y!, w: w! }), { x }, { constants });
  });

  it('gives an output all its elements', async () => {
    const row = values([1, 3]);
    const { y } = await expectSame(
      single(({ row: r }) => tf.broadcastTo(r!, [4, 3])),
      { row },
    );
    expect(y?.data).toHaveLength(12);
  });
});
