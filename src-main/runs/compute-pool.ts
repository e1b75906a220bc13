import type { Device, PlaceName } from '../../src-shared/devices.ts';
import type { ComputeClient, ComputeEnvironment } from '../jobs/compute-client.ts';

/** Where one run at a time is computed. */
export interface Place extends PlaceName {
  /** Environment of the process that computes there, e.g. the visible GPU. */
  readonly environment: ComputeEnvironment;
  /** Whether runs of an engine belong there. */
  readonly takes: (engine: string) => boolean;
}

/** A place and the process that computes there. */
export interface Slot {
  readonly place: Place;
  readonly client: ComputeClient;
}

const unknownDevice: Device = { id: 'cpu', kind: 'cpu', name: '' };

/** Until the devices of the computer are known. */
const anywhere: Place = { device: unknownDevice, job: 1, jobs: 1, environment: {}, takes: () => true };

const keyOf = ({ device, job }: PlaceName): string => `${device.id}/${job}`;

/** The compute processes of runs: one for each place. */
export class ComputePool {
  /** Called when the places change. */
  onChange: () => void = () => undefined;
  private current: readonly Slot[];
  /** Slots that are no more, but have a run under way. */
  private readonly leaving = new Set<ComputeClient>();
  private readonly busy = new Set<ComputeClient>();
  private readonly first: ComputeClient;

  /** @param first computes at the first place; the others are its twins */
  constructor(first: ComputeClient) {
    this.first = first;
    this.current = [{ place: anywhere, client: first }];
  }

  get slots(): readonly Slot[] {
    return this.current;
  }

  /** Slots that have nothing to do. */
  get free(): Slot[] {
    return this.current.filter(({ client }) => !this.busy.has(client));
  }

  /** Computes at these places from now on; what is under way elsewhere goes on to its end. */
  arrange(places: readonly Place[]): void {
    const before = new Map(this.current.map((slot) => [keyOf(slot.place), slot.client]));
    const kept = new Map(places.flatMap((place) => [[keyOf(place), before.get(keyOf(place))] as const]));
    const unused = new Set([this.first, ...before.values()]);
    for (const client of kept.values()) if (client) unused.delete(client);
    // A process with a run under way stays where it is.
    for (const client of unused) {
      if (!this.busy.has(client)) continue;
      unused.delete(client);
      this.leaving.add(client);
    }
    const next = (): ComputeClient => {
      const [client] = unused;
      if (client) unused.delete(client);
      return client ?? this.first.twin();
    };
    this.current = places.map((place) => ({ place, client: kept.get(keyOf(place)) ?? next() }));
    for (const { place, client } of this.current) {
      client.place(place.environment);
      this.leaving.delete(client);
    }
    for (const client of unused) void client.close();
    this.onChange();
  }

  /** Where a process computes by now; undefined where it has only a run to end. */
  placeOf(client: ComputeClient): Place | undefined {
    return this.current.find((slot) => slot.client === client)?.place;
  }

  /** Notes that a slot has something to do. */
  take({ client }: Slot): void {
    this.busy.add(client);
  }

  /** Notes that it has done it. */
  release({ client }: Slot): void {
    this.busy.delete(client);
    if (this.leaving.delete(client)) void client.close();
  }

  /** Has all that follows computed by new processes. */
  renew(): void {
    for (const client of this.clients) client.renew();
  }

  /** Ends all processes at once. */
  kill(): void {
    for (const client of this.clients) client.kill();
  }

  /** Lets engines release what they hold, then ends the processes. */
  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private get clients(): ComputeClient[] {
    return [...new Set([this.first, ...this.current.map(({ client }) => client), ...this.leaving])];
  }
}
