import { SharedClock } from '../../../own/own-clock.ts';
import { hashOfSource, type OwnSource } from '../../../own/own-source.ts';
import type { OwnCorruption } from './define-corruption.ts';

/** The user-defined corruptions that images may be under; plain data, so that it can be sent to a thread. */
export interface OwnCorruptions {
  readonly sources: readonly OwnSource[];
  /** Records when their code runs. */
  readonly clock?: SharedArrayBuffer;
}

export const noOwnCorruptions: OwnCorruptions = { sources: [] };

export const isOwnCorruption = ({ sources }: OwnCorruptions, name: string): boolean =>
  sources.some(({ id }) => id === name);

/** Fingerprint of an own corruption's pixels; undefined for unknown names. */
export function identifyOwn({ sources }: OwnCorruptions, name: string): string | undefined {
  const own = sources.find(({ id }) => id === name);
  return own && `${name} ${hashOfSource(own.source)}`;
}

/** Finds own corruptions, each loaded when it is first asked for, in this thread. */
export function loaderOf({ sources, clock }: OwnCorruptions): (name: string) => Promise<LoadedCorruption> | undefined {
  const sharedClock = clock && new SharedClock(clock);
  const loaded = new Map<string, Promise<LoadedCorruption>>();
  return (name) => {
    const own = sources.find(({ id }) => id === name);
    if (!own) return undefined;
    const known = loaded.get(name) ?? load(own, sharedClock);
    loaded.set(name, known);
    return known;
  };
}

export interface LoadedCorruption {
  readonly own: OwnSource;
  readonly corruption: OwnCorruption;
}

async function load(own: OwnSource, clock: SharedClock | undefined): Promise<LoadedCorruption> {
  const { loadOwnCorruption } = await import('./load-own.ts');
  return { own, corruption: await loadOwnCorruption(own, clock) };
}
