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
import { medianSpeed, runsUsed, speedKey, speedKind, speedOfRun, speedSchema, type Speed } from './speed.ts';

export interface KnownSpeed {
  readonly speed: Speed;
  readonly source: SpeedSource;
}

/** Latest runs that are looked through. */
const runsLookedAt = 400;

const storeKey = (key: string): string => `speed:${key}`;

interface SpeedBookParts {
  readonly store: Store;
  readonly models: ModelFactsReader;
  readonly spare: SpareJob;
}

/** What is known about the speed of runs on this computer; learns from runs and calibrations. */
export class SpeedBook {
  private readonly store: Store;
  private readonly models: ModelFactsReader;
  private readonly spare: SpareJob;

  constructor({ store, models, spare }: SpeedBookParts) {
    this.store = store;
    this.models = models;
    this.spare = spare;
  }

  /** From earlier runs or an earlier calibration of the same kind; else by calibrating; else from runs much like it. */
  async find(config: RunConfig): Promise<KnownSpeed | undefined> {
    const { hash } = await this.models.read(config);
    const fromRuns = this.fromRuns(config, hash, false);
    if (fromRuns) return { speed: fromRuns, source: 'runs' };
    const key = speedKey(speedKind(config), hash);
    const kept = this.calibrated(key);
    if (kept) return { speed: kept, source: 'calibration' };
    const measured = await calibrate(config, this.spare);
    if (measured) {
      this.store.writeValue(storeKey(key), measured);
      return { speed: measured, source: 'calibration' };
    }
    const alike = this.fromRuns(config, hash, true);
    return alike && { speed: alike, source: 'similar' };
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
  private fromRuns(config: RunConfig, modelHash: string, loosely: boolean): Speed | undefined {
    const kind = speedKind(config);
    const host = hostname();
    const runs = this.store.listRuns({ kind: 'adapt', status: ['done'], method: config.method, limit: runsLookedAt });
    const speeds = runs.flatMap((run) => {
      if (run.kind !== 'adapt' || run.provenance?.host !== host || run.provenance.modelHash !== modelHash) return [];
      const other = speedKind(run.config);
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
