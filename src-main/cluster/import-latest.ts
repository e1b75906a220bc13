import type { RunContents, Store } from '../store/store.ts';

export type ImportOutcome = 'added' | 'updated' | 'known';

/** How far a run is: done, else stream and batch of its checkpoint, else how often it was tried. */
function progressOf({ run, checkpoint }: RunContents): [number, number, number, number] {
  return [run.status === 'done' ? 1 : 0, checkpoint?.position ?? 0, checkpoint?.next ?? 0, run.attempts];
}

function isFurther(contents: RunContents, stored: RunContents): boolean {
  const [a, b] = [progressOf(contents), progressOf(stored)];
  const first = a.findIndex((value, index) => value !== b[index]);
  return first >= 0 && a[first]! > b[first]!;
}

/**
 * Adds a run from another lab, or brings the stored one up to a later state of it; the same state twice changes nothing.
 * @throws LabError `bad-input` when another run has its id or a process works on it here; `no-space`, `store`
 */
export function importLatest(store: Store, contents: RunContents): ImportOutcome {
  const { id } = contents.run;
  if (store.addContents(contents)) return 'added';
  if (!isFurther(contents, store.readContents(id))) return 'known';
  store.replaceContents(contents);
  return 'updated';
}
