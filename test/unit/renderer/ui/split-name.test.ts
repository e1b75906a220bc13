import { expect, it } from 'vitest';
import { splitName } from '../../../../src-renderer/components/ui/split-name.ts';

it.each([
  ['MGTTA, lr 3e-3, seed 2021', 'MGTTA,', ' lr 3e-3, seed 2021'],
  ['MGTTA, learning rate 0.003, window 100, seed 2021', 'MGTTA, learning rate 0.003,', ' window 100, seed 2021'],
  ['Quick start of 2026-11-28 18:36', 'Quick start', ' of 2026-11-28 18:36'],
  [
    'a comma, then an end that is much longer than there is room for',
    'a comma, then an end that is much longer than',
    ' there is room for',
  ],
  ['TENT', 'TENT', ''],
  ['one-word-that-is-longer-than-all-room-there-is', 'one-word-that-is-longer-than-all-room-there-is', ''],
])('%s gives up its middle', (name, head, end) => {
  expect(splitName(name)).toEqual([head, end]);
  expect(splitName(name).join('')).toBe(name);
});
