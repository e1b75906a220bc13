import type { z } from 'zod';

type Json = z.core.util.JSONType;

/** Where the state of forms and views is kept over restarts. */
export interface UiStorage {
  /** Null for a key that was never written. */
  read(key: string): Promise<unknown>;
  write(key: string, value: Json): Promise<unknown>;
}

/** A value that survives a restart of the lab. */
export interface Persisted<T> {
  /** Reactive to the depth of its fields: assign it, or change fields of it. */
  current: T;
  /** False until what was stored has been read; `current` is the default until then. */
  readonly ready: boolean;
  /** Goes back to the default. */
  reset(): void;
  /** Writes at once what still waits to be written. */
  flush(): Promise<void>;
}

const writeAfter = 400;
const retryAfter = 4000;

let storage: UiStorage | undefined;
let open: Record<string, Persisted<unknown>> = {};

/** Says where `persisted` reads and writes; called once, before the first page is shown. */
export function useUiStorage(next: UiStorage | undefined): void {
  storage = next;
  open = {};
}

/** Writes everything that still waits to be written, e.g. because the window is closing. */
export async function flushPersisted(): Promise<void> {
  await Promise.all(Object.values(open).map((value) => value.flush()));
}

function create<T>(key: string, schema: z.ZodType<T>, fallback: () => T): Persisted<T> {
  const initial = fallback();
  let written = JSON.stringify(initial);
  let current = $state(initial);
  let ready = $state(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const textNow = (): string => JSON.stringify($state.snapshot(current));

  async function read(): Promise<void> {
    const untouched = written;
    try {
      const stored = schema.safeParse(await storage?.read(key));
      // The user's changes since then are newer than the stored state.
      if (stored.success && textNow() === untouched) {
        current = stored.data;
        written = textNow();
      }
    } catch {
      // Without the lab the default serves; what is changed from now on is written once it is back.
    }
    ready = true;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    const text = textNow();
    if (storage === undefined || text === written) return;
    const before = written;
    written = text;
    try {
      await storage.write(key, JSON.parse(text) as Json);
    } catch {
      written = before;
      timer = setTimeout(() => void flush(), retryAfter);
    }
  }

  $effect.root(() => {
    $effect(() => {
      if (textNow() === written) return;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), writeAfter);
    });
  });
  void read();

  return {
    get current() {
      return current;
    },
    set current(next) {
      current = next;
    },
    get ready() {
      return ready;
    },
    reset: () => {
      current = fallback();
    },
    flush,
  };
}

/**
 * A value that survives a restart: `const form = persisted('new-experiment', schema, () => ({ … }))`.
 * Read once from the lab and checked with `schema` (what does not fit, e.g. from an older version, gives way to the
 * default); written some moments after each change. Everybody who asks for the same key shares the same value.
 */
export function persisted<T>(key: string, schema: z.ZodType<T>, fallback: () => T): Persisted<T> {
  const existing = open[key] as Persisted<T> | undefined;
  if (existing) return existing;
  const value = create(key, schema, fallback);
  open[key] = value;
  return value;
}
