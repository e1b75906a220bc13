import type { AutoEngine } from '../../../src-shared/engines.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { ChosenEngine, Job } from '../../jobs/messages.ts';
import { readVit } from '../../jobs/reader/foreign-files.ts';
import { modelFile } from '../../platform/package-root.ts';
import type { PrepareJob } from '../../runs/run-queue.ts';
import type { Store } from '../../store/store.ts';
import { engineIds } from '../../engines/engine.ts';
import { candidatesOn, gapsOn } from './candidates.ts';
import { lookAtMachine, type Machine } from './machine.ts';
import { race, type RaceTrack } from './race.ts';
import { RaceBook } from './race-book.ts';

/** Batches of a race are as large as those of the run, but no larger than what a CPU does in a moment. */
const largestBatch = 8;

export interface ChooserParts {
  readonly store: Store;
  readonly compute: ComputeClient;
  /** Another computer than this one, in tests. */
  readonly look?: () => Promise<Machine>;
  /** Names the family of a model's shapes. */
  readonly familyOf?: (model: Pick<RunConfig, 'model' | 'reading'>) => Promise<string>;
}

async function readFamily({ model, reading }: Pick<RunConfig, 'model' | 'reading'>): Promise<string> {
  const { architecture, imageSize } = await readVit(modelFile(model), reading);
  // Most names of architectures tell the size of their images.
  return architecture.includes(String(imageSize)) ? architecture : `${architecture}, ${imageSize} px`;
}

type AutoConfig = Pick<RunConfig, 'model' | 'reading' | 'batchSize' | 'threads'>;

/** Decides what `auto` means: what was measured to be the fastest on this computer for models of the family in question. */
export class EngineChooser {
  private machine: Promise<Machine> | undefined;
  private readonly book: RaceBook;
  private readonly compute: ComputeClient;
  private readonly look: () => Promise<Machine>;
  private readonly familyOf: NonNullable<ChooserParts['familyOf']>;

  constructor({ store, compute, look = lookAtMachine, familyOf = readFamily }: ChooserParts) {
    this.book = new RaceBook(store);
    this.compute = compute;
    this.look = look;
    this.familyOf = familyOf;
  }

  /** What there is to choose from, what was measured, and what keeps a GPU from being used. */
  async describe(): Promise<AutoEngine> {
    const machine = await this.known();
    return { candidates: candidatesOn(machine), races: this.book.of(machine), gaps: gapsOn(machine) };
  }

  /** Has engines measured anew before the next run that leaves the choice to the lab; looks at the computer again, too. */
  async forget(): Promise<void> {
    this.machine = undefined;
    this.book.forget(await this.known());
  }

  /** Gives jobs that leave the engine to the lab the one that they get. A run that is resumed keeps its engine. */
  readonly prepare: PrepareJob = async (job, track): Promise<Job> => {
    if ((job.kind !== 'adapt' && job.kind !== 'pretrain') || job.config.engine !== 'auto') return job;
    const before = engineIds.find((id) => id === job.expected?.engine);
    const chosenEngine: ChosenEngine | undefined =
      before === undefined
        ? await this.choose(job.config, { compute: this.compute, ...track })
        : { id: before, reason: job.expected?.engineReason ?? 'the run began with it' };
    return chosenEngine === undefined ? job : { ...job, chosenEngine };
  };

  /** @returns undefined when it was stopped while it measured, or where the run itself will say what is wrong */
  private async choose(config: AutoConfig, track: RaceTrack): Promise<ChosenEngine | undefined> {
    const machine = await this.known();
    const candidates = candidatesOn(machine);
    const [first = 'onnx-cpu', second] = candidates;
    if (second === undefined) return { id: first, reason: 'no GPU that an engine can use was found' };
    const family = await this.familyOf(config).catch(() => undefined);
    if (family === undefined || track.signal.aborted) return undefined;
    const kind = { family, batchSize: Math.min(config.batchSize, largestBatch), threads: config.threads };
    const known = this.book.find(machine, kind);
    const result = known ?? (await race(candidates, config, kind, track));
    if (result === undefined) return undefined;
    if (known === undefined) this.book.keep(machine, result);
    return { id: result.chosen, reason: result.reason };
  }

  private known(): Promise<Machine> {
    this.machine ??= this.look();
    return this.machine;
  }
}
