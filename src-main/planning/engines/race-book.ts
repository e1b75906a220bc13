import { createHash } from 'node:crypto';
import { z } from 'zod';
import { engineRaceSchema, type EngineId, type EngineRace } from '../../../src-shared/engines.ts';
import { modelReadingSchema } from '../../../src-shared/model-reading.ts';
import type { Store } from '../../store/store.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import type { Machine } from './machine.ts';

const storeKey = 'engine-races';
/** Older ones are forgotten: of machines and drivers that are gone, most likely. */
const keptRaces = 30;
const storedSchema = z.array(
  z.strictObject({
    machine: z.string(),
    race: engineRaceSchema,
    /** Model that it was measured with. */
    model: z.string(),
    reading: modelReadingSchema.exactOptional(),
  }),
);
type Stored = z.output<typeof storedSchema>;

/** Subject of a measurement, as runs have it in their configuration. */
export type RaceSubject = Pick<RunConfig, 'model' | 'reading' | 'batchSize' | 'threads'>;

/** For what a race holds. */
export type RaceKind = Pick<EngineRace, 'family' | 'batchSize' | 'threads'>;

function isOf(race: EngineRace, { family, batchSize, threads }: RaceKind): boolean {
  return race.family === family && race.batchSize === batchSize && race.threads === threads;
}

/** Identifies a computer by its hardware, drivers and versions; GPUs of one kind are equivalent. */
export function fingerprintOf(machine: Machine): string {
  const nvidia = machine.nvidia.map(({ name, driver }) => ({ name, driver }));
  return createHash('sha256')
    .update(JSON.stringify({ ...machine, nvidia }))
    .digest('hex');
}

/** The races that were run, in the data folder; several computers may share one. */
export class RaceBook {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  find(machine: Machine, kind: RaceKind): EngineRace | undefined {
    return this.of(machine).find((race) => isOf(race, kind));
  }

  /** All that hold on this computer as it is now. */
  of(machine: Machine): EngineRace[] {
    const fingerprint = fingerprintOf(machine);
    return this.all().flatMap((stored) => (stored.machine === fingerprint ? [stored.race] : []));
  }

  /** Measurements on this computer, to be repeated. */
  subjects(machine: Machine): RaceSubject[] {
    const fingerprint = fingerprintOf(machine);
    const own = this.all().filter((stored) => stored.machine === fingerprint);
    return own.map(({ race: { batchSize, threads }, model, reading }) => ({
      ...{ model, batchSize, threads },
      ...(reading === undefined ? {} : { reading }),
    }));
  }

  keep(machine: Machine, race: EngineRace, { model, reading }: Pick<RaceSubject, 'model' | 'reading'>): void {
    const fingerprint = fingerprintOf(machine);
    const others = this.all().filter((stored) => stored.machine !== fingerprint || !isOf(stored.race, race));
    const kept = { machine: fingerprint, race, model, ...(reading === undefined ? {} : { reading }) };
    if (!this.store.readOnly) {
      this.store.writeValue(storeKey, [kept, ...others].slice(0, keptRaces));
    }
  }

  /** Forgets what was measured on this computer; with `engine`, only where that one has won. */
  forget(machine: Machine, engine?: EngineId): void {
    if (this.store.readOnly) return;
    const fingerprint = fingerprintOf(machine);
    const isMeant = ({ machine: of, race }: Stored[number]): boolean =>
      of === fingerprint && (engine === undefined || race.chosen === engine);
    this.store.writeValue(
      storeKey,
      this.all().filter((stored) => !isMeant(stored)),
    );
  }

  private all(): Stored {
    return storedSchema.safeParse(this.store.readValue(storeKey)).data ?? [];
  }
}
