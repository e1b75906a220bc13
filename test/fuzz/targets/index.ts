import type { FuzzTarget } from '../target.ts';
import { arraySetsTarget, classListsTarget } from './array-sets.ts';
import { bundleTargets } from './bundles.ts';
import { callsTarget } from './calls.ts';
import { checkpointTargets } from './checkpoints.ts';
import { configurationsTarget } from './configurations.ts';
import { httpTarget } from './http.ts';
import { imagesTarget } from './images.ts';
import { shardsTarget } from './shards.ts';

/** All that is tried; `npm run fuzz` and a short round of the tests walk through it. */
export const targets: readonly FuzzTarget[] = [
  ...checkpointTargets,
  shardsTarget,
  ...bundleTargets,
  configurationsTarget,
  imagesTarget,
  arraySetsTarget,
  classListsTarget,
  callsTarget,
  httpTarget,
];
