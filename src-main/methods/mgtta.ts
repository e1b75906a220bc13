import { mggMethod } from './mgg-method.ts';

/** MGTTA (AAAI 2025): a generator with a gradient memory layer makes the updates. */
export const mgtta = mggMethod('gml', {
  id: 'mgtta',
  name: 'MGTTA',
  summary: 'A learned meta gradient generator with a memory per parameter replaces the optimiser.',
});
