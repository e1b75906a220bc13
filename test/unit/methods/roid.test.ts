import { expect, it } from 'vitest';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { results, stateOf } from './support-stream.ts';
import { context, contextFor } from './support.ts';

const source = [...context.model.theta.data];

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
}

it('ROID pulls the parameters to the source and corrects its predictions by the prior', async () => {
  const found = await results('roid', { lr: 0.1, sourceMomentum: 0.75 }, [5, 6]);
  for (const { state, details, logits } of found) {
    const stepped = details['theta_after_sgd']!.data;
    expectClose(
      [...state['theta']!.data],
      source.map((value, i) => 0.75 * stepped[i]! + 0.25 * value),
    );
    const [plain, prior] = [details['uncorrected']!.data, details['prior']!.data];
    expectClose(
      [...logits.data],
      [...plain].map((value, i) => value * prior[i % prior.length]!),
    );
  }
});

it('leaves out images that are more like the average than the mean, and weighs the others', async () => {
  const [{ details } = (() => expect.fail('no batch'))()] = await results('roid', {}, [5]);
  const [diversity, certainty, weight] = ['diversity', 'certainty', 'weight'].map((name) => [...details[name]!.data]);
  const mean = diversity!.reduce((sum, value) => sum + value, 0) / diversity!.length;
  expectClose(
    weight!,
    diversity!.map((d, b) => (d < mean ? 0 : Math.exp(3 * d * certainty![b]!))),
  );
  expect([Math.min(...diversity!), Math.max(...diversity!)]).toEqual([0, 1]);
});

it('takes a batch of one image, of which nothing can be compared', async () => {
  const [found] = await results('roid', { lr: 0.1 }, [5], 1);
  expect(found!.details['weight']!.data).toEqual(Float32Array.of(1));
  expect(stateOf([found!], 'theta')[0]!.every(Number.isFinite)).toBe(true);
  expect(stateOf([found!], 'theta')[0]).not.toEqual(source);
});

it('CMF follows the adapted parameters from the source, the more the less sure it is', async () => {
  // 72 parameters: so much noise that the filter trusts the adapted ones as far as it may.
  const n = source.length;
  const noisy = await results('cmf', { lr: 0.1, noise: (0.5 * 38_400) / n, alpha: 0.9, gamma: 0.5 }, [5, 6]);
  expect(noisy.map(({ diagnostics }) => diagnostics['beta'])).toEqual([0.89, 0.89].map(Math.fround));
  expect(stateOf(noisy, 'variance')[0]![0]).toBeCloseTo(0.89 * 0.5, 6);
  expect(stateOf(noisy, 'variance')[1]![0]).toBeCloseTo(0.89 * (0.81 * 0.89 * 0.5 + 0.5), 6);
  const [first] = noisy;
  const stepped = [...first!.details['theta_after_sgd']!.data];
  const hidden = source.map((value, i) => 0.89 * value + 0.11 * stepped[i]!);
  expectClose(stateOf([first!], 'hidden')[0]!, hidden);
  expectClose(
    stateOf([first!], 'theta')[0]!,
    stepped.map((value, i) => (value + hidden[i]!) / 2),
  );
  const sure = await results('cmf', { lr: 0.1, noise: 0 }, [5, 6]);
  expect(sure.map(({ diagnostics }) => diagnostics['beta'])).toEqual([1, 1]);
  for (const after of stateOf(sure, 'hidden')) expectClose(after, source);
});

it.each([
  ['roid', 4],
  ['roid', 19],
  ['cmf', 19],
])('%s finds the same in parts as in one step, with batches of %i', async (id, size) => {
  const options = { lr: 0.1, momentum: 0.5 };
  const [whole, inParts] = [
    await results(id, options, [5, 6, 7], size),
    await results(id, options, [5, 6, 7], size, false),
  ];
  for (const [i, { logits, state, diagnostics, weights, details }] of inParts.entries()) {
    const expected = whole[i]!;
    expect(details).toEqual({});
    expect(diagnostics['selected']).toBeLessThan(1);
    expect(Object.keys(diagnostics)).toEqual(Object.keys(expected.diagnostics));
    expectClose(Object.values(diagnostics), Object.values(expected.diagnostics));
    expect(Object.keys(state)).toEqual(Object.keys(expected.state));
    const pairs = Object.keys(state).map((name) => [state[name], expected.state[name]]);
    for (const [found, one] of [...pairs, [logits, expected.logits], [weights, expected.weights]]) {
      expect(found!.shape).toEqual(one!.shape);
      expectClose([...found!.data], [...one!.data]);
    }
  }
});

it('adapts in one step where normalisation takes all images of a batch into account', () => {
  const bound = (id: string): object => findMethod('roid').bind({ ...context, model: contextFor(id).model }, {});
  expect(bound('roid')).toHaveProperty('inParts');
  expect(bound('bn_adapt')).not.toHaveProperty('inParts');
});
