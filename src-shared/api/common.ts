import { z } from 'zod';

/** Input of calls that take nothing. */
export const nothing = z.strictObject({});
/** Output of calls that only do something. */
export const done = z.null();

export const idInput = z.strictObject({ id: z.string().min(1) });
/** A list in which each value counts once. */
export const distinct = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item).overwrite((values) => [...new Set(values)]);

/** Ids of runs, each once. */
export const runIds = distinct(z.string().min(1)).min(1).max(1000);
export const idsInput = z.strictObject({ ids: runIds });

/** A picture to show; `data` is base64. */
export const pictureSchema = z.strictObject({ mime: z.enum(['image/png', 'image/jpeg']), data: z.base64() });
export type Picture = z.output<typeof pictureSchema>;

/** A file for the user to save; text is UTF-8. */
export const textFileSchema = z.strictObject({ name: z.string().min(1), mime: z.string(), text: z.string() });
export type TextFile = z.output<typeof textFileSchema>;

/** Another file for the user to save; `data` is base64. */
export const binaryFileSchema = z.strictObject({ name: z.string().min(1), mime: z.string(), data: z.base64() });
export type BinaryFile = z.output<typeof binaryFileSchema>;

export const errorMessageSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

/** Some of a schema's settings: what is not given stays away, instead of getting its default as with `partial()`. */
export function someOf<Schema extends z.ZodObject>(
  schema: Schema,
): z.ZodType<Partial<z.output<Schema>>, Partial<z.input<Schema>>> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const fields = Object.entries(shape).map(([name, field]) => {
    const given = field instanceof z.ZodDefault ? field.unwrap() : field;
    return [name, z.exactOptional(given)] as const;
  });
  return z.strictObject(Object.fromEntries(fields)) as never;
}
