import { ownFile } from '../catalog/own/own-inputs.ts';
import { hashOfSource, type OwnSource } from '../own/own-source.ts';
import { LabError } from '../../src-shared/errors.ts';
import { ownNameOf } from '../../src-shared/identity.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { Store } from '../store/store.ts';

/** Sources of the user's own code that a run computes with. */
export interface RunSources {
  readonly own?: OwnSource;
  readonly corruptions?: OwnSource[];
}

/**
 * The sources that a run computes with, where its method or corruptions are the user's own: as they were when the run was queued,
 * even if the files have changed since. What came in a bundle is not run, unless the user has the very same file.
 * @throws LabError `bad-input` where the lab may not run one, or does not have it
 */
export async function sourcesToRun(
  store: Pick<Store, 'sourcesOf'>,
  { id: runId, method, inputs }: Pick<RunRecord, 'id' | 'method' | 'inputs'>,
): Promise<RunSources> {
  const kept = store.sourcesOf(runId);
  const sources: { own?: OwnSource; corruptions: OwnSource[] } = { corruptions: [] };
  for (const [input, hash] of Object.entries(inputs)) {
    const name = ownNameOf(input, method);
    if (!name) continue;
    const { kind, id } = name;
    const stored = kept.find((one) => one.input === input);
    const present = stored?.own === true && hashOfSource(stored.source) === hash ? stored : await ownFile(kind, id);
    if (!present || hashOfSource(present.source) !== hash) {
      throw new LabError(
        'bad-input',
        `Your folder of methods does not hold the ${kind} ${id} in the version of this run.`,
        'The lab does not run code from a bundle. Read it, and copy it to your folder if you trust it.',
      );
    }
    const source = { id, file: present.file, source: present.source };
    if (kind === 'method') sources.own = source;
    else sources.corruptions.push(source);
  }
  const { own, corruptions } = sources;
  return { ...(own ? { own } : {}), ...(corruptions.length > 0 ? { corruptions } : {}) };
}
