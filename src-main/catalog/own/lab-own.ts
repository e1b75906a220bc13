import type { OwnCorruptionFiles } from './own-corruptions.ts';
import type { OwnMethods } from './own-methods.ts';

/** Contents of the user's own folders. */
export interface LabOwn {
  readonly methods: OwnMethods;
  readonly corruptions: OwnCorruptionFiles;
}

let current: LabOwn | undefined;

/** Has runs of this process know the own files of a lab. */
export function useOwn(own: LabOwn): void {
  current = own;
}

/** The lab is closed; without effect where another one has been opened since. */
export function forgetOwn(own: LabOwn): void {
  if (current === own) current = undefined;
}

/** Those of the lab that was opened last; undefined where none is open. */
export const labOwn = (): LabOwn | undefined => current;
