import { expect, it } from 'vitest';
import {
  nearestSeverity,
  severitiesOf,
  shownCorruptions,
} from '../../../src-renderer/components/datasets/first-shift.ts';
import { allCorruptionNames } from '../../../src-shared/corruptions.ts';

const shifts = (corruption: string, ...levels: number[]) => levels.map((severity) => ({ corruption, severity }));

it('opens on a severity that is stored', () => {
  expect(nearestSeverity(shifts('fog', 5), 'fog')).toBe(5);
  expect(nearestSeverity(shifts('fog', 1, 2, 3, 4, 5), 'fog')).toBe(3);
  expect(nearestSeverity(shifts('fog', 2, 4), 'fog')).toBe(4);
  expect(nearestSeverity(shifts('fog', 1, 5), 'fog', 2)).toBe(1);
  expect(nearestSeverity([], 'fog')).toBe(3);
});

it('offers the corruptions that are stored, or all where the lab makes them', () => {
  expect(shownCorruptions([...shifts('fog', 5), ...shifts('snow', 5)])).toEqual(['fog', 'snow']);
  expect(shownCorruptions([])).toEqual(allCorruptionNames);
});

it('the severities to stop at are those that are stored, or all that the lab makes', () => {
  expect(severitiesOf([...shifts('stripes', 10, 2), ...shifts('fog', 1)], 'stripes')).toEqual([2, 10]);
  expect(severitiesOf([], 'fog')).toEqual([0, 1, 2, 3, 4, 5]);
});
