import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { seeded } from '../../../src-shared/random.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import type { MethodState } from '../../../src-main/methods/method.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import { batch, context, contextFor, eager, refining, shape } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openWasmEngine();
});

const all = Object.values(methods);
const ids = Object.keys(methods);

interface Stream {
  readonly logits: Float32Array[];
  readonly states: MethodState[];
}

/** Runs some batches from a state. */
async function stream(id: string, start: (init: MethodState) => MethodState, options = {}): Promise<Stream> {
  const bound = findMethod(id).bind(contextFor(id), { ...eager[id], ...options });
  const runner = new MethodRunner(engine, id, bound, contextFor(id).model);
  const result: Stream = { logits: [], states: [start(bound.init())] };
  for (const seed of [5, 6]) {
    const draws = runner.draw(4, seeded(seed));
    const before = result.states.at(-1)!;
    const { logits, state } = await runner.run('step', batch(seed).data as Float32Array, 4, before, draws);
    result.logits.push(logits.data as Float32Array);
    result.states.push(state);
  }
  await runner.dispose();
  return result;
}

function copy(state: MethodState): MethodState {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}

describe('the registry', () => {
  it('lists the methods under their ids, in the order of the tables', () => {
    expect(ids.join(' ')).toBe(
      'noadapt bn_adapt lame t3a neo tent cotta eata rdumb sar deyo roid cmf zerosiam spa recap foa foa_i_v1 foa_i_v2 foa_sgd foa_adam mgtta mgtta_lstm',
    );
    for (const [id, method] of Object.entries(methods)) expect(method.id).toBe(id);
  });

  it.each(['nope', 'constructor', ''])('says which methods there are when asked for "%s"', (id) => {
    expect(() => findMethod(id)).toThrow(
      expect.objectContaining({ code: 'bad-option', hint: expect.stringContaining('mgtta') as string }) as Error,
    );
  });
});

describe.each(all)('options of $name', (method) => {
  it('have defaults, labels and help', () => {
    const options = Object.entries<z.ZodType>(method.options.shape);
    expect(() => method.bind(contextFor(method.id), {})).not.toThrow();
    for (const [name, option] of options) {
      expect(option.meta(), name).toMatchObject({
        label: expect.any(String) as string,
        help: expect.any(String) as string,
      });
    }
  });

  it('name one that does not exist, and those that do', () => {
    const known = Object.keys(method.options.shape).join(', ') || 'none';
    expect(() => method.bind(contextFor(method.id), { learning_rate: 1 })).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringMatching(/learning_rate/) as string,
        hint: `Its options: ${known}.`,
      }) as Error,
    );
  });
});

describe('options out of range', () => {
  it.each([
    ['tent', { lr: 0 }, /^The options of TENT are not valid: lr: /],
    ['tent', { lr: -1 }, /lr: /],
    ['tent', { lr: 'fast' }, /lr: .*expected number/],
    ['tent', { lr: NaN }, /lr: /],
    ['tent', { momentum: 1 }, /momentum: /],
    ['foa_sgd', { lambda: -0.1 }, /lambda: /],
    ['mgtta', { lr: 1, beta2: 1 }, /beta2: /],
    ['mgtta', { beta1: -0.1, beta2: 2 }, /beta1: .*; beta2: /],
  ])('%s refuses %j', (id, options, message) => {
    const refused = expect.objectContaining({
      code: 'bad-option',
      message: expect.stringMatching(message) as string,
    }) as Error;
    expect(() => findMethod(id).bind(contextFor(id), options)).toThrow(refused);
  });
});

describe('what a method needs', () => {
  const { model, batchSize, seed } = context;
  it.each(['foa_sgd', 'foa_adam', 'mgtta'])('%s asks for source statistics', (id) => {
    const mgg = context.mgg!;
    expect(() => findMethod(id).bind({ model, mgg, batchSize, seed }, {})).toThrow('needs statistics');
  });

  it('MGTTA asks for a generator', () => {
    const statistics = context.statistics!;
    expect(() => findMethod('mgtta').bind({ model, statistics, batchSize, seed }, {})).toThrow(
      'needs a meta gradient generator',
    );
  });
});

describe.each(ids)('%s', (id) => {
  it('gives the same numbers after a reset as at the start', async () => {
    const bound = findMethod(id).bind(contextFor(id), {});
    expect(bound.init()).toEqual(bound.init());
    const [first, again] = [await stream(id, (init) => init), await stream(id, (init) => init)];
    expect(again).toEqual(first);
  });

  it('leaves the state it was given alone', async () => {
    const bound = findMethod(id).bind(contextFor(id), {});
    const start = bound.init();
    const before = copy(start);
    await stream(id, () => start);
    expect(start).toEqual(before);
    expect(bound.init()).toEqual(before);
    expect(context.model.theta).toEqual(randomVit(shape, 1).theta);
  });

  it('keeps names, shapes and types of its state', async () => {
    const { states } = await stream(id, (init) => init);
    const specs = states.map((state) =>
      Object.entries(state)
        .map(([name, { shape, dtype }]) => [name, shape, dtype])
        .sort(),
    );
    expect(specs[1]).toEqual(specs[0]);
    expect(specs[2]).toEqual(specs[0]);
  });

  it('predicts before it adapts, and without adapting on request', async () => {
    const method = findMethod(id);
    const bound = method.bind(contextFor(id), eager[id] ?? {});
    const runner = new MethodRunner(engine, id, bound, contextFor(id).model);
    const images = batch(5).data as Float32Array;
    const start = bound.init();
    const predicted = await runner.run('predict', images, 4, start);
    const stepped = await runner.run('step', images, 4, start, runner.draw(4, seeded(5)));
    if (!refining.includes(id)) expect(stepped.logits).toEqual(predicted.logits);
    expect(predicted.state).toBe(start);
    const moved = Object.entries(start).some(([name, { data }]) =>
      stepped.state[name]!.data.some((value, i) => value !== data[i]),
    );
    expect(moved).toBe(!method.frozen);
    await runner.dispose();
  });
});

describe('MGTTA', () => {
  it('moves a parameter by less than its learning rate', async () => {
    const { states } = await stream('mgtta', (init) => init, { lr: 0.01 });
    const [before, after] = [states[0]!['theta']!.data, states[1]!['theta']!.data];
    const largest = Math.max(...[...after].map((value, i) => Math.abs(value - before[i]!)));
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(0.01);
  });

  it('counts batches and starts from the learned memory', async () => {
    const { states } = await stream('mgtta', (init) => init);
    expect(states.map((state) => state['moments.count']!.data[0])).toEqual([0, 1, 2]);
    const start = context.mgg!.tensors['seq_modeling_block.W1']!;
    const tiled = states[0]!['memory.weight']!;
    expect(tiled.shape).toEqual([context.model.theta.data.length, ...start.shape]);
    expect(tiled.data.slice(-start.data.length)).toEqual(start.data);
  });
});

describe('TENT', () => {
  it('is plain gradient descent without momentum, and remembers its velocity with it', async () => {
    const slow = await stream('tent', (init) => init, { lr: 0.1, momentum: 0 });
    const fast = await stream('tent', (init) => init, { lr: 0.1, momentum: 0.9 });
    expect(slow.states[1]).toEqual(fast.states[1]);
    const [velocity, theta] = [fast.states[2]!['velocity']!.data, fast.states.map((state) => state['theta']!.data)];
    const moved = Float32Array.from(theta[1]!, (value, i) => value - 0.1 * velocity[i]!);
    for (const [i, value] of theta[2]!.entries()) expect(value).toBeCloseTo(moved[i]!, 6);
    expect(fast.states[2]).not.toEqual(slow.states[2]);
  });
});

describe('FOA-Adam', () => {
  it('moves every parameter by its learning rate at the first batch', async () => {
    const { states } = await stream('foa_adam', (init) => init, { lr: 0.01 });
    const change = [...states[1]!['theta']!.data].map((value, i) => Math.abs(value - states[0]!['theta']!.data[i]!));
    const moved = change.filter((value) => value > 0);
    expect(moved.length).toBeGreaterThan(change.length / 2);
    for (const value of moved.filter((v) => v > 0.005)) expect(value).toBeCloseTo(0.01, 4);
  });
});

describe('a method on other batches', () => {
  it('adapts to a smaller one', async () => {
    const bound = findMethod('mgtta').bind(context, {});
    const runner = new MethodRunner(engine, 'mgtta', bound, context.model);
    const { logits } = await runner.run('step', batch(5, 2).data as Float32Array, 2, bound.init());
    expect(logits.shape).toEqual([2, 3]);
    await runner.dispose();
  });
});
