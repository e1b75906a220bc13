/** Asked between two batches: waits while the run is paused, and says whether to go on. */
export interface RunControl {
  mayContinue(): Promise<boolean>;
}

/** Runs to the end. */
export const uncontrolled: RunControl = { mayContinue: () => Promise.resolve(true) };
