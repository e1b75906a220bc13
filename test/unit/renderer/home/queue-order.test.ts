import { expect, it } from 'vitest';
import { moveInQueue } from '../../../../src-renderer/components/home/queue-order.ts';

it.each([
  ['c', 0, 'cabd', 'a'],
  ['a', 1, 'bacd', 'c'],
  ['a', 3, 'bcda', null],
  ['b', 9, 'acdb', null],
  ['b', -1, 'bacd', 'a'],
  ['b', 1, 'abcd', 'c'],
])('puts %s at place %i', (id, to, order, before) => {
  expect(moveInQueue(['a', 'b', 'c', 'd'], id, to)).toEqual({ order: Array.from(order), before });
});
