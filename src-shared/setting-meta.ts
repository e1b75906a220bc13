import { z } from 'zod';

/** Topics of settings: what is tested, how it is tested, or what it ran on, which is no part of a run's identity. */
export const settingTopics = ['method', 'protocol', 'computer'] as const;

/** Effect of a difference in a setting on the comparability of results. */
const comparingSchema = z.strictObject({
  topic: z.enum(settingTopics),
  /** Why numbers then do not belong side by side, as a sentence about runs; left out where they do. */
  warning: z.string().exactOptional(),
  /**
   * The record that shows whether a difference took effect, once the runs have begun: their source model and what it computes, how
   * their images were prepared, or the images of their streams. Where that is the same, so are the numbers; where it isn't, they aren't.
   */
  settledBy: z.enum(['modelHash', 'arithmetic', 'preprocessing', 'streams']).exactOptional(),
  /** The images are others although their names and sizes may agree, which is all that streams are known by. */
  otherImages: z.literal(true).exactOptional(),
});
export type Comparing = z.output<typeof comparingSchema>;

const settingMetaSchema = z.object({
  label: z.string().min(1),
  unit: z.string().optional(),
  nullMeans: z.string().optional(),
  /** Order and repetition of its values mean nothing. */
  isSet: z.boolean().optional(),
  /** Its entries are objects whose values are settings themselves. */
  ofSettings: z.boolean().optional(),
  compare: comparingSchema,
});
export type SettingMeta = z.output<typeof settingMetaSchema>;

/** Facts about a setting in its schema. @throws Error when it doesn't say what a difference means */
export function settingMeta(name: string, schema: z.ZodType): SettingMeta {
  const meta = settingMetaSchema.safeParse(schema.meta());
  if (meta.success) return meta.data;
  throw new Error(`The setting ${name} has no label, or does not say what a difference means (see setting-meta.ts).`);
}
