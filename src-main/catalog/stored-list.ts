import { z } from 'zod';
import type { JsonValue, Store } from '../store/store.ts';

/** A list of what the user registered, kept in the store as one value. */
export interface StoredList<Entry> {
  read(): Entry[];
  add(entry: Entry): void;
  /** Puts an entry in the place of the one with its id. @returns whether there was one */
  replace(entry: Entry): boolean;
  /** @returns whether there was one with this id */
  remove(id: string): boolean;
}

const rawList = z.array(z.json()).catch([]);
const identified = z.looseObject({ id: z.string() });

/**
 * @param key of the value in the store
 * @param schema of an entry; what does not satisfy it, e.g. because a newer version of the lab wrote it, is not read but kept
 */
export function storedList<Entry extends { readonly id: string }>(
  store: Pick<Store, 'readValue' | 'writeValue'>,
  key: string,
  schema: z.ZodType<Entry>,
): StoredList<Entry> {
  const raw = (): JsonValue[] => rawList.parse(store.readValue(key));
  return {
    read: () =>
      raw().flatMap((value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    add: (entry) => store.writeValue(key, [...raw(), z.json().parse(entry)]),
    replace(entry) {
      const before = raw();
      const isIt = (value: JsonValue): boolean => identified.safeParse(value).data?.id === entry.id;
      if (!before.some(isIt)) return false;
      store.writeValue(
        key,
        before.map((value) => (isIt(value) ? z.json().parse(entry) : value)),
      );
      return true;
    },
    remove(id) {
      const before = raw();
      const after = before.filter((value) => identified.safeParse(value).data?.id !== id);
      store.writeValue(key, after);
      return after.length < before.length;
    },
  };
}
