import type { z } from 'zod';
import { dataCalls } from './data.ts';
import { generatorCalls } from './generators.ts';
import { imageCalls } from './images.ts';
import { labCalls } from './lab.ts';
import { reportCalls } from './reports.ts';
import { runCalls } from './runs.ts';
import { sweepCalls } from './sweeps.ts';

/**
 * The contract between the lab and its windows: every call by its name. The lab implements `LabApi`; a window reaches it
 * through a channel (see `wire.ts`) and knows nothing else of the lab. Every call may fail with an `ErrorMessage`
 * (`{code, message, hint}`); the codes that a caller should expect stand at the call, `store` and `internal` anywhere.
 */
export const calls = {
  ...runCalls,
  ...imageCalls,
  ...generatorCalls,
  ...dataCalls,
  ...labCalls,
  ...sweepCalls,
  ...reportCalls,
};

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
/** Input as the lab receives it: checked, with defaults filled in. */
export type CheckedInput<Name extends CallName> = z.output<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;

/** The lab as its implementation offers it. Long calls check the signal: once it is aborted, nobody waits for the answer. */
export type LabApi = {
  readonly [Name in CallName]: (input: CheckedInput<Name>, signal?: AbortSignal) => Promise<CallOutput<Name>>;
};
/** The lab as a window sees it. A query whose signal is aborted is dropped, here and in the lab, and fails with `cancelled`. */
export type LabClient = {
  readonly [Name in CallName]: (input: CallInput<Name>, signal?: AbortSignal) => Promise<CallOutput<Name>>;
};

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
