import { z } from 'zod';
import { searchOptions, shiftOptions } from './foa.ts';
import { searchPrompts, type FoaState } from './foa-search.ts';
import { defineMethod, type BoundStages } from './method.ts';

const options = z.strictObject({ ...searchOptions, ...shiftOptions });

/** FOA-I V2 (Niu et al., ICML 2024): FOA for single images, which waits for a few of them; a batch of the run is such a group. */
export const foaIV2 = defineMethod({
  id: 'foa_i_v2',
  name: 'FOA-I V2',
  summary:
    'FOA for groups of single images, of which only the last one’s entropy counts; the batch size is the interval.',
  options,
  needs: ['statistics', 'batch-statistics'],
  frozen: false,
  noWindow: 'its batches are intervals of images that have come since the last step',
  bind: (context, chosen): BoundStages<FoaState> => searchPrompts(context, chosen, 'last'),
});
