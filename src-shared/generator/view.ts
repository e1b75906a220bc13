import { z } from 'zod';

/** Optimisers made by hand that a response is compared with, the simplest first. */
export const handMade = ['sign', 'tanh', 'gradient', 'linear'] as const;
export type HandMade = (typeof handMade)[number];

const fitSchema = z.strictObject({
  kind: z.enum(handMade),
  /** a and b of a·x₁ + b·x₂, s of tanh(s·x₁), a of a·sign(x₁); none for a function of x₂ alone. */
  parameters: z.record(z.string(), z.number()),
  /** 1 − residual sum of squares/total sum of squares; null where the response doesn't vary. */
  r2: z.number().nullable(),
});
export type Fit = z.output<typeof fitSchema>;

const numbers = z.array(z.number());

const responseSchema = z.strictObject({
  /** `start`: of the memory that streams begin with; `frozen`: of the same without writing to it; else a parameter's. */
  id: z.string(),
  /** Where a stored memory lies by its distance from the start, 0 to 1. */
  quantile: z.number().exactOptional(),
  parameter: z.string().exactOptional(),
  /** u over x₁ (fastest) and x₂, both along the axis. */
  values: numbers,
  fits: z.array(fitSchema),
  nearest: z.enum(handMade).nullable(),
});
export type Response = z.output<typeof responseSchema>;

export const sequenceNames = ['constant', 'alternating', 'impulse'] as const;

const sequenceSchema = z.strictObject({
  name: z.enum(sequenceNames),
  gradient: numbers,
  /** u of each step, and the same with the memory frozen at its start. */
  update: numbers,
  frozen: numbers,
  /** How far the memory is from its start after each step. */
  distance: numbers,
});
export type Sequence = z.output<typeof sequenceSchema>;

/** A generator laid open. */
export const generatorViewSchema = z.strictObject({
  name: z.string(),
  /** As a configuration names it. */
  mgg: z.string(),
  hash: z.string(),
  kind: z.enum(['gml', 'lstm']),
  hiddenSize: z.int().positive(),
  heads: z.int().positive(),
  axis: numbers,
  responses: z.array(responseSchema),
  sequences: z.array(sequenceSchema),
});
export type GeneratorView = z.output<typeof generatorViewSchema>;

/** A float32 number with the digits that it has. */
export const shortened = (value: number): number => Number(value.toPrecision(7));

/** Range of the responses: −5 to 5. */
export const responseAxis: readonly number[] = Array.from({ length: 81 }, (_, i) => (i - 40) / 8);

/** Gradients that a generator is given one after the other. */
export const sequenceLength = 48;
/** The step of the impulse. */
const impulseAt = 4;

export function sequenceOf(name: (typeof sequenceNames)[number]): number[] {
  const at = {
    constant: () => 1,
    alternating: (t: number) => 1 - 2 * (t % 2),
    impulse: (t: number) => +(t === impulseAt),
  };
  return Array.from({ length: sequenceLength }, (_, t) => at[name](t));
}
