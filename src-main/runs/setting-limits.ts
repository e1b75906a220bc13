import type { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { describeOptions, type OptionSpec } from '../../src-shared/option-specs.ts';

const described = new WeakMap<z.ZodObject, readonly OptionSpec[]>();

function specsOf(schema: z.ZodObject): readonly OptionSpec[] {
  const known = described.get(schema) ?? describeOptions(schema);
  described.set(schema, known);
  return known;
}

/** Refuses numbers that would be asked of the memory. @throws LabError `bad-option` */
export function checkLimits(schema: z.ZodObject, values: Readonly<Record<string, unknown>>): void {
  for (const { name, label, maximum } of specsOf(schema)) {
    const value = values[name];
    if (maximum === undefined || typeof value !== 'number' || value <= maximum) continue;
    throw new LabError('bad-option', `${label} (${name}) can't be ${value}.`, `The most is ${maximum}.`);
  }
}
