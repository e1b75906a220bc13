import type { z } from 'zod';
import type { Store } from '../store/store.ts';

/**
 * An object of settings that is kept in the store as one value. Settings that this version does not understand, e.g. because
 * a newer one wrote them, take their default.
 */
export function readStoredObject<Shape extends z.ZodRawShape>(
  store: Pick<Store, 'readValue'>,
  key: string,
  schema: z.ZodObject<Shape>,
): z.output<z.ZodObject<Shape>> {
  const stored = store.readValue(key);
  const fields = Object.entries(typeof stored === 'object' && stored !== null ? stored : {});
  const understood = fields.filter(
    ([name, value]) =>
      Object.hasOwn(schema.shape, name) && (schema.shape[name] as unknown as z.ZodType).safeParse(value).success,
  );
  return schema.parse(Object.fromEntries(understood));
}
