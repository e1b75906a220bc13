import { z } from 'zod';
import { curveAxes } from '../../src-shared/curves/columns.ts';
import { defaultCurveSettings } from '../../src-shared/charts/run-series.ts';
import type { CurveSettings } from '../../src-shared/charts/types.ts';

const windowSchema = z.strictObject({ size: z.int().positive(), unit: z.enum(['batches', 'images']) });
const changesSchema = z
  .strictObject({
    axis: z.enum(curveAxes),
    quantity: z.string(),
    accuracy: z.enum(['cumulative', 'windowed']),
    window: windowSchema,
    smoothing: z.number().min(0).max(0.999),
    seeds: z.enum(['each', 'band']),
  })
  .partial();

/** Settings of curves as a link has them: what differs from the usual ones; undefined where nothing does. */
export function linkOfCurves(settings: CurveSettings): string | undefined {
  const changed = Object.entries(settings).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaultCurveSettings[key as keyof CurveSettings]),
  );
  return changed.length === 0 ? undefined : JSON.stringify(Object.fromEntries(changed));
}

/** The settings that a link has; the usual ones where it has none that can be read. */
export function curvesOfLink(link: string | undefined): CurveSettings {
  try {
    const changes = changesSchema.safeParse(JSON.parse(link ?? '{}'));
    return { ...defaultCurveSettings, ...(changes.success ? (changes.data as Partial<CurveSettings>) : {}) };
  } catch {
    return defaultCurveSettings;
  }
}
