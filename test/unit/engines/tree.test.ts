import { beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { tf } from '../../../src-main/engines/tfjs.ts';
import { flatten, need, unflattenLike } from '../../../src-main/engines/tree.ts';
import { cpuEngine } from '../../support/fakes.ts';

const vector = (...values: number[]): HostTensor => float32(Float32Array.from(values));

const state = {
  theta: vector(1),
  moments: { mean: vector(2), square: vector(3) },
  phi: { 'proj.weight': vector(4), 'proj.bias': vector(5) },
  'ema.known': vector(6),
  supports: Array.from({ length: 11 }, (_, label) => vector(label)),
  none: {},
};

describe('a tree of tensors', () => {
  it('goes by paths, in the order of the tree', () => {
    expect(Object.keys(flatten<HostTensor>(state))).toEqual([
      ...['theta', 'moments.mean', 'moments.square', 'phi.proj.weight', 'phi.proj.bias', 'ema.known'],
      ...Array.from({ length: 11 }, (_, label) => `supports.${label}`),
    ]);
    expect(flatten<HostTensor>(state)['moments.mean']).toBe(state.moments.mean);
  });

  it('comes back from its paths with whatever leaves, in any order, names with dots included', () => {
    const named = Object.entries(flatten<HostTensor>(state));
    expect(unflattenLike(state)<HostTensor>(Object.fromEntries(named.toReversed()))).toEqual(state);
    const sizes = Object.fromEntries(named.map(([name, { data }]) => [name, data.length]));
    expect(unflattenLike(state)(sizes).phi['proj.bias']).toBe(1);
  });

  it('may be a tensor alone', () => {
    expect(unflattenLike(state.theta)(flatten(state.theta))).toBe(state.theta);
  });

  it('leaves out what it has no place for, and names what is missing', () => {
    const { 'moments.square': _square, ...rest } = flatten<HostTensor>(state);
    expect(unflattenLike({ theta: state.theta })(rest)).toEqual({ theta: state.theta });
    expect(() => unflattenLike(state)(rest)).toThrow("The tensor 'moments.square' is missing.");
    expect(() => need(rest, 'moments.square')).toThrow(expect.objectContaining({ code: 'bad-input' }) as Error);
  });
});

describe.each(['traced', 'eager'])('an engine (%s)', (kind) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = kind === 'traced' ? await openOnnxEngine('cpu', { threads: 1 }) : await cpuEngine();
  });

  it('takes and gives trees', async () => {
    const inputs = { x: vector(1, 2), pair: [vector(3), vector(4)], named: { 'a.b': vector(5) } };
    const step = await engine.compile(
      ({ x, pair, named }) => ({
        sums: pair.map((y) => tf.add(x, y)),
        deep: { product: tf.mul(x, named['a.b']) },
        none: {},
      }),
      { label: 'test step', inputs, constants: {} },
    );
    const { sums, deep, none } = await step.run(inputs);
    expect(sums.map(({ data }) => [...data])).toEqual([
      [4, 5],
      [5, 6],
    ]);
    expect([...deep.product.data]).toEqual([5, 10]);
    expect(none).toEqual({});
    const wrong = { ...inputs, named: { 'a.b': vector(1, 2, 3) } };
    await expect(step.run(wrong)).rejects.toThrow("tensor 'named.a.b'");
    await step.dispose();
    expect(engine.memory().steps).toBe(0);
    await engine.dispose();
  });
});
