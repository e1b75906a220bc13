import { z } from 'zod';

/** Input of calls that take nothing. */
export const nothing = z.strictObject({});
/** Output of calls that only do something. */
export const done = z.null();

export const idInput = z.strictObject({ id: z.string().min(1) });
export const idsInput = z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(1000) });

/** A picture to show; `data` is base64. */
export const pictureSchema = z.strictObject({ mime: z.enum(['image/png', 'image/jpeg']), data: z.base64() });
export type Picture = z.output<typeof pictureSchema>;

/** A file for the user to save; text is UTF-8. */
export const textFileSchema = z.strictObject({ name: z.string().min(1), mime: z.string(), text: z.string() });
export type TextFile = z.output<typeof textFileSchema>;

export const errorMessageSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});
