import { isDeepStrictEqual } from 'node:util';
import { hostname } from 'node:os';
import type { RunConfig } from '../../src-shared/run-config.ts';
import type { Store } from '../store/store.ts';
import type { SpareJob } from '../runs/run-queue.ts';
import { calibrate } from './calibrate.ts';
import type { ModelFactsReader } from './model-facts.ts';
import { accuracyOf, type EstimateAccuracy } from './accuracy.ts';
import { usualShares, type SpeedSource } from './basis.ts';
import { speedHistory } from './speed-history.ts';
import {
  medianSpeed,
  runsUsed,
  speedKey,
  speedKind,
  speedOfRun,
  speedSchema,
  type Speed,
  type SpeedKind,
} from './speed.ts';

export interface KnownSpeed {
  readonly speed: Speed;
  readonly source: SpeedSource;
}

/** Latest runs that are looked through. */
const runsLookedAt = 400;

const storeKey = (key: string): string => `speed:${key}`;

/** On what it depends which engine computes. */
type EngineQuestion = Pick<RunConfig, 'model' | 'reading' | 'engine' | 'batchSize' | 'threads'>;

interface SpeedBookParts {
  readonly store: Store;
  readonly models: ModelFactsReader;
  readonly spare: SpareJob;
  /** The engine of a run with `auto`; undefined where it must be measured first. */
  readonly engineFor: (config: EngineQuestion) => Promise<string | undefined>;
  /** Threads of a run alone, where several share them; 0 where they don't. */
  readonly threads?: () => number;
}

/** Speeds of runs on this computer, learned from runs and calibrations. */
export class SpeedBook {
  private readonly store: Store;
  private readonly models: ModelFactsReader;
  private readonly spare: SpareJob;
  private readonly engineFor: SpeedBookParts['engineFor'];
  private readonly threads: () => number;

  constructor({ store, models, spare, engineFor, threads = () => 0 }: SpeedBookParts) {
    this.store = store;
    this.models = models;
    this.spare = spare;
    this.engineFor = engineFor;
    this.threads = threads;
  }

  /**
   * From earlier runs or an earlier calibration of the same kind; else by calibrating; else from runs much like it.
   * @param signal aborted when the result is no longer needed
   * @throws LabError see `calibrate`
   */
  async find(config: RunConfig, signal?: AbortSignal): Promise<KnownSpeed | undefined> {
    const { hash } = await this.models.read(config);
    const kind = await this.kindOf(config);
    const fromRuns = kind && this.fromRuns(kind, hash, false);
    if (fromRuns) return { speed: fromRuns, source: 'runs' };
    const kept = kind && this.calibrated(speedKey(kind, hash));
    if (kept) return { speed: kept, source: 'calibration' };
    const measured = await calibrate(config, this.spare, { threads: this.threads(), signal });
    if (measured) {
      // A calibration chooses the engine where that was open.
      const now = await this.kindOf(config);
      if (now) this.store.writeValue(storeKey(speedKey(now, hash)), measured);
      return { speed: measured, source: 'calibration' };
    }
    const alike = kind && this.fromRuns(kind, hash, true);
    return alike && { speed: alike, source: 'similar' };
  }

  private async kindOf(config: RunConfig): Promise<SpeedKind | undefined> {
    const engine = await this.engineOf(config);
    return engine === undefined ? undefined : speedKind(config, engine);
  }

  /** The engine that will compute; undefined as long as nobody knows. */
  engineOf(config: EngineQuestion): Promise<string | undefined> {
    return config.engine === 'auto' ? this.engineFor(config) : Promise.resolve(config.engine);
  }

  /** How good estimates of each source have been on this computer. */
  accuracies(): Readonly<Record<'runs' | 'calibration', EstimateAccuracy>> {
    const host = hostname();
    const runs = this.store
      .listRuns({ kind: 'adapt', status: ['done'], limit: runsLookedAt })
      .filter((run) => run.kind === 'adapt')
      .filter(({ provenance }) => provenance?.host === host);
    const history = speedHistory(runs, (key) => this.calibrated(key));
    return {
      runs: accuracyOf(history.runs, usualShares.runs),
      calibration: accuracyOf(history.calibration, usualShares.calibration),
    };
  }

  private calibrated(key: string): Speed | undefined {
    return speedSchema.safeParse(this.store.readValue(storeKey(key))).data;
  }

  /** @param loosely whether batch size, options and dataset may differ */
  private fromRuns(kind: SpeedKind, modelHash: string, loosely: boolean): Speed | undefined {
    const host = hostname();
    const runs = this.store.listRuns({ kind: 'adapt', status: ['done'], method: kind.method, limit: runsLookedAt });
    const speeds = runs.flatMap((run) => {
      if (run.kind !== 'adapt' || run.provenance?.host !== host || run.provenance.modelHash !== modelHash) return [];
      const other = speedKind(run.config, run.provenance.engine);
      const { engine, threads } = other;
      const same = loosely
        ? engine === kind.engine && threads === kind.threads
        : isDeepStrictEqual({ ...other, model: kind.model }, kind);
      const speed = same ? speedOfRun(run) : undefined;
      return speed ? [speed] : [];
    });
    return medianSpeed(speeds.slice(0, runsUsed));
  }
}
