import type { AutoEngine, EngineId } from '../../../src-shared/engines.ts';
import { toLabError } from '../../../src-shared/errors.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { isRunJob, type ChosenEngine, type Job } from '../../jobs/messages.ts';
import { readModel } from '../../jobs/reader/foreign-files.ts';
import { modelFile } from '../../platform/package-root.ts';
import type { JobPreparer, Preparation } from '../../runs/run-queue.ts';
import type { Store } from '../../store/store.ts';
import { engineIds } from '../../engines/engine.ts';
import { candidatesOn, gapsOn } from './candidates.ts';
import { lookAtMachine, type Machine } from './machine.ts';
import { race } from './race.ts';
import { RaceBook, type RaceKind, type RaceSubject } from './race-book.ts';

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

/** Names the family of a model's shapes. @throws LabError what is wrong with its file */
export async function readFamily({ model, reading }: Pick<RunConfig, 'model' | 'reading'>): Promise<string> {
  const { architecture, imageSize } = await readModel(modelFile(model), reading);
  // Most names of architectures include the size of their images.
  return architecture.includes(String(imageSize)) ? architecture : `${architecture}, ${imageSize} px`;
}

/** Decides what `auto` means: what was measured to be the fastest on this computer for models of the family in question. */
export class EngineChooser implements JobPreparer {
  private detection: Promise<Machine> | undefined;
  /** The computer as last detected. */
  private machine: Machine | undefined;
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

  /** The engines to choose from, their measurements, and why a GPU is not used. */
  async describe(): Promise<AutoEngine> {
    const machine = await this.known();
    return { candidates: candidatesOn(machine), races: this.book.of(machine), gaps: gapsOn(machine) };
  }

  /** The computer as last detected. */
  machineNow(): Promise<Machine> {
    return this.known();
  }

  async hasNvidia(): Promise<boolean> {
    return (await this.known()).nvidia.length > 0;
  }

  /** Detects the computer again, e.g. because something was installed. */
  async lookAgain(): Promise<void> {
    this.detection = undefined;
    await this.known();
  }

  /** Detects the computer again and repeats earlier measurements; at least with the quick start's model. */
  async measureAgain(track: Preparation): Promise<void> {
    await this.lookAgain();
    const machine = await this.known();
    const before = this.book.subjects(machine);
    this.book.forget(machine);
    const subjects = before.length > 0 ? before : [{ model: 'quickstart', batchSize: largestBatch, threads: 0 }];
    for (const subject of subjects) await this.choose(subject, track);
  }

  /** The engine of a run with `auto`; undefined where it must be measured first. */
  async engineFor(config: RaceSubject): Promise<EngineId | undefined> {
    return (await this.decided(config))?.id;
  }

  /** Measures what `auto` is for models of a family, unless it is known. @returns undefined when it was stopped, or the model can't be read */
  async choose(config: RaceSubject, track: Preparation): Promise<ChosenEngine | undefined> {
    const decided = await this.decided(config);
    const kind = decided === undefined ? await this.kindOf(config) : undefined;
    if (kind === undefined || track.signal.aborted) return decided;
    const machine = await this.known();
    const result = await race(candidatesOn(machine), config, kind, { compute: this.compute, ...track });
    if (result === undefined) return undefined;
    this.book.keep(machine, result, config);
    return { id: result.chosen, reason: result.reason };
  }

  /** Gives jobs that leave the engine to the lab the one that they get. A run that is resumed keeps its engine. */
  readonly prepare = async (job: Job, track: Preparation): Promise<Job> => {
    if (!isRunJob(job) || job.config.engine !== 'auto') return job;
    const before = engineIds.find((id) => id === job.expected?.engine);
    const chosenEngine: ChosenEngine | undefined =
      before === undefined
        ? await this.choose(job.config, track)
        : { id: before, reason: job.expected?.engineReason ?? 'the run began with it' };
    return chosenEngine === undefined ? job : { ...job, chosenEngine };
  };

  /**
   * Where the chosen engine can't be started, e.g. since another program has taken the GPU's memory, the run gets the CPU. What
   * was measured of an engine that fails is forgotten: the next run measures again.
   */
  readonly instead = (job: Job, error: unknown, begun: boolean): Job | undefined => {
    if (!isRunJob(job) || job.chosenEngine === undefined) return undefined;
    const { code, message } = toLabError(error);
    const { id } = job.chosenEngine;
    const isEngines = code === 'engine-unavailable' || (code === 'job-crashed' && id !== 'onnx-cpu');
    if (!isEngines || id === 'wasm') return undefined;
    if (this.machine && id !== 'onnx-cpu') this.book.forget(this.machine, id);
    if (begun || job.expected !== undefined) return undefined;
    return {
      ...job,
      chosenEngine: { id: id === 'onnx-cpu' ? 'wasm' : 'onnx-cpu', reason: `${id} could not be started: ${message}` },
    };
  };

  /** Choice of an engine without a measurement, or by an earlier one. */
  private async decided(config: RaceSubject): Promise<ChosenEngine | undefined> {
    const machine = await this.known();
    const [first = 'onnx-cpu', second] = candidatesOn(machine);
    if (second === undefined) return { id: first, reason: 'no GPU that an engine can use was found' };
    const kind = await this.kindOf(config);
    const result = kind && this.book.find(machine, kind);
    return result && { id: result.chosen, reason: result.reason };
  }

  /** @returns undefined where the model can't be read: the run itself will say why */
  private async kindOf(config: RaceSubject): Promise<RaceKind | undefined> {
    const family = await this.familyOf(config).catch(() => undefined);
    const batchSize = Math.min(config.batchSize, largestBatch);
    return family === undefined ? undefined : { family, batchSize, threads: config.threads };
  }

  private known(): Promise<Machine> {
    this.detection ??= this.look().then((machine) => (this.machine = machine));
    return this.detection;
  }
}
