import { z } from 'zod';

interface Refused {
  readonly success: false;
  readonly error: z.ZodError;
}
type Checked<S extends z.ZodType> = { readonly success: true; readonly data: z.output<S> } | Refused;

/**
 * Result of a schema's check of a value of strangers. Checks of a text's length throw for an object that has a strange
 * one of its own.
 */
export function safely<S extends z.ZodType>(schema: S, value: unknown): Checked<S> {
  try {
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed : { success: false, error: new z.ZodError(parsed.error.issues) };
  } catch {
    const error = new z.ZodError([{ code: 'custom', message: 'Invalid input', path: [], input: value }]);
    return { success: false, error };
  }
}
