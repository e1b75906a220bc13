import type { FuzzTarget } from '../target.ts';
import { callsTarget } from './calls.ts';
import { checkpointTargets } from './checkpoints.ts';
import { httpTarget } from './http.ts';

/** All that is tried; `npm run fuzz` and a short round of the tests walk through it. */
export const targets: readonly FuzzTarget[] = [...checkpointTargets, callsTarget, httpTarget];
