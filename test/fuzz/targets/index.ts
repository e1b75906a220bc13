import type { FuzzTarget } from '../target.ts';
import { checkpointTargets } from './checkpoints.ts';

/** All that is tried; `npm run fuzz` and a short round of the tests walk through it. */
export const targets: readonly FuzzTarget[] = [...checkpointTargets];
