import { isDeepStrictEqual } from 'node:util';
import { isKnownInput, type Inputs } from '../../src-shared/identity.ts';
import type { RunKind, RunRecord } from '../../src-shared/records.ts';
import type { RunIdentity, Store } from '../store/store.ts';
import type { LabLog } from '../platform/log.ts';
import { fileFingerprint, isMggFile, Fingerprints, type InputPaths, type InputCache } from './fingerprints.ts';
import { identify, identityPrefix } from './identify.ts';

/** Only what is known of a run's inputs; paths without a file are looked up again. */
const knownOf = (inputs: Inputs): Inputs =>
  Object.fromEntries(Object.entries(inputs).filter(([, fingerprint]) => isKnownInput(fingerprint)));

/** External results are not runs of the lab and have no identity. */
const isExternal = (run: RunRecord): boolean => run.kind === 'adapt' && run.external !== undefined;

const isCurrent = ({ identity, inputs }: RunRecord): boolean =>
  identity.startsWith(identityPrefix) && Object.values(inputs).every(isKnownInput);

/** Actual provenance of a run, once it has begun. */
function usedBy(run: RunRecord): Inputs {
  if (!run.provenance) return {};
  const { modelHash, mggHash } = run.provenance;
  const mgg = run.kind === 'adapt' ? run.config.mgg : null;
  const hasMgg = mgg !== null && mggHash !== null && isMggFile(mgg);
  return { model: fileFingerprint(modelHash), ...(hasMgg ? { mgg: fileFingerprint(mggHash) } : {}) };
}

/** Identities of planned and stored runs. */
export class Identities {
  private readonly store: Store;
  private readonly fingerprints: Fingerprints;
  /** By configuration: a page that shows a suite asks for its runs again and again. */
  private readonly identified = new WeakMap<object, RunIdentity>();

  constructor(store: Store, cacheFolder: string) {
    this.store = store;
    this.fingerprints = new Fingerprints(store, cacheFolder);
  }

  /**
   * Of a run that is going to be made.
   * @param config complete, as `configure` makes it
   * @param cache shared by the runs of a set
   */
  async of(kind: RunKind, config: InputPaths, cache?: InputCache): Promise<RunIdentity> {
    const inputs = await this.fingerprints.of(config, cache);
    const before = this.identified.get(config);
    if (before && isDeepStrictEqual(before.inputs, inputs)) return before;
    const found = { identity: await identify(kind, config, inputs), inputs };
    this.identified.set(config, found);
    return found;
  }

  /**
   * All stored runs of the lab's own, newest first, with their identities by the present rules. What is found out anew is stored: of runs of
   * earlier versions, and of those whose files were not there when they were queued.
   */
  async runs(): Promise<RunRecord[]> {
    const runs = this.store.listRuns().filter((run) => !isExternal(run));
    for (const run of runs) {
      this.fingerprints.learn(run.config, { ...run.inputs, ...usedBy(run) });
      if (run.kind === 'pretrain' && run.summary) {
        this.fingerprints.learnFile(run.summary.output, fileFingerprint(run.summary.outputHash));
      }
    }
    const identified: RunRecord[] = [];
    for (const run of runs) identified.push(await this.upToDate(run));
    return identified;
  }

  /** Computes the identities of runs of earlier versions, and of bundles that they wrote. */
  async catchUp(log: Pick<LabLog, 'error'>): Promise<void> {
    if (this.store.readOnly || this.store.listRuns({ identity: '', limit: 1 }).length === 0) return;
    await this.runs().catch((error: unknown) => log.error('Runs could not be identified', error));
  }

  private async upToDate(run: RunRecord): Promise<RunRecord> {
    const used = usedBy(run);
    const known = { ...knownOf(run.inputs), ...used };
    if (isCurrent(run) && isDeepStrictEqual(known, run.inputs)) return run;
    const inputs = { ...(isCurrent(run) ? {} : await this.fingerprints.of(run.config)), ...known };
    const identity = { identity: await identify(run.kind, run.config, inputs), inputs };
    if (isDeepStrictEqual(identity, { identity: run.identity, inputs: run.inputs })) return run;
    if (!this.store.readOnly) this.store.identifyRun(run.id, identity);
    return { ...run, ...identity };
  }
}
