import { expect, it } from 'vitest';
import { results, stateOf } from './support-stream.ts';

it('RDumb is EATA without its penalty until it forgets everything before a batch', async () => {
  const seeds = [5, 6, 7, 5, 6];
  const rdumb = await results('rdumb', { resetEvery: 3 }, seeds);
  const eata = await results('eata', { fisherWeight: 0 }, seeds.slice(0, 3));
  for (const name of ['theta', 'velocity', 'probabilities']) {
    expect(stateOf(rdumb.slice(0, 3), name)).toEqual(stateOf(eata, name));
    expect(stateOf(rdumb.slice(3), name)).toEqual(stateOf(rdumb.slice(0, 2), name));
  }
  expect(rdumb.map(({ diagnostics }) => diagnostics['reset'])).toEqual([1, 0, 0, 1, 0]);
  expect(rdumb.map(({ details }) => details['next_reset']!.data[0])).toEqual([0, 0, 1, 0, 0]);
});

it('looks ahead with Nesterov', async () => {
  const [plain, ahead] = [await results('rdumb', {}, [5]), await results('rdumb', { nesterov: true }, [5])];
  expect(stateOf(ahead, 'velocity')).toEqual(stateOf(plain, 'velocity'));
  const { data: start } = (await results('noadapt', {}, [5]))[0]!.state['theta']!;
  const step = (found: typeof plain): number[] => stateOf(found, 'theta')[0]!.map((value, i) => value - start[i]!);
  const [once, further] = [step(plain), step(ahead)];
  for (const [i, value] of once.entries()) expect(further[i]).toBeCloseTo(1.9 * value, 6);
});
