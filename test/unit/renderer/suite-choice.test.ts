import { expect, it } from 'vitest';
import { choiceOf, partOf, queryOf } from '../../../src-renderer/components/suites/suite-choice.ts';

it('what of a suite is run comes back from its address', () => {
  const query = { corruptions: 'fog,snow', images: '20' };
  const choice = choiceOf(query);
  expect(partOf(choice)).toEqual({ corruptions: ['fog', 'snow'], images: 20 });
  expect(queryOf(choice)).toEqual({ corruptions: 'fog,snow', images: 20 });
  expect(partOf({ ...choiceOf({}), rows: ['a'], columns: ['b'] })).toEqual({ rows: ['a'], columns: ['b'] });
  for (const images of ['0', '-1', '2.5', 'many']) expect(choiceOf({ images }).images).toBeNull();
  expect(queryOf(choiceOf({}))).toEqual({ corruptions: undefined, images: undefined });
});
