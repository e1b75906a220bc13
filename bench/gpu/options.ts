import { z } from 'zod';

/** Options that the environment may change, each as `MGTTA_GPU_…`; the defaults are those of the measurement itself. */
const optionsSchema = z.strictObject({
  model: z.enum(['vit-b16', 'quickstart']).default('vit-b16'),
  engines: z
    .string()
    .default('onnx-cuda,onnx-webgpu')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(['onnx-cuda', 'onnx-webgpu', 'tensorflow'])).min(1)),
  /** Images per batch of the measurement. */
  batch: z.coerce.number().int().min(2).max(1024).default(64),
  /** Images per batch where the CPU does the same, which is slower. */
  checkBatch: z.coerce.number().int().min(2).max(64).default(8),
  threads: z.coerce.number().int().min(0).max(1024).default(0),
  /** Turns of each contestant, and their length in seconds. */
  rounds: z.coerce.number().int().min(1).max(100).default(3),
  turn: z.coerce.number().positive().max(60).default(2),
  /** When to stop with what there is. */
  seconds: z.coerce.number().positive().max(3600).default(450),
  /** Largest ‖logits − the CPU's‖ ÷ ‖the CPU's‖ after three steps that counts as right. */
  tolerance: z.coerce.number().positive().default(1e-3),
});
export type GpuOptions = z.output<typeof optionsSchema>;

const prefix = 'MGTTA_GPU_';
/** `checkBatch` is `CHECK_BATCH`. */
const variableOf = (name: string): string => prefix + name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** @throws ZodError naming what is wrong */
export function optionsFrom(env: NodeJS.ProcessEnv): GpuOptions {
  const given = Object.keys(optionsSchema.shape).flatMap((name) => {
    const value = env[variableOf(name)];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  return optionsSchema.parse(Object.fromEntries(given));
}
