import { expect, it } from 'vitest';
import { results, stateOf } from './support-stream.ts';

it('RDumb is EATA without its penalty', async () => {
  const seeds = [5, 6, 7];
  const [rdumb, eata] = [await results('rdumb', {}, seeds), await results('eata', { fisherWeight: 0 }, seeds)];
  for (const name of ['theta', 'velocity', 'probabilities']) expect(stateOf(rdumb, name)).toEqual(stateOf(eata, name));
});

it('looks ahead with Nesterov', async () => {
  const [plain, ahead] = [await results('rdumb', {}, [5]), await results('rdumb', { nesterov: true }, [5])];
  expect(stateOf(ahead, 'velocity')).toEqual(stateOf(plain, 'velocity'));
  const { data: start } = (await results('noadapt', {}, [5]))[0]!.state['theta']!;
  const step = (found: typeof plain): number[] => stateOf(found, 'theta')[0]!.map((value, i) => value - start[i]!);
  const [once, further] = [step(plain), step(ahead)];
  for (const [i, value] of once.entries()) expect(further[i]).toBeCloseTo(1.9 * value, 6);
});
