import { z } from 'zod';
import type { BenchWork, PeerDevice } from './bench-plan.ts';
import type { Product } from './flops.ts';

/*
 * Messages between the benchmark and a contestant: one JSON object per line on the contestant's standard input and
 * output. PyTorch's contestant (bench/peers/torch_peer.py) speaks the same.
 */

/** First argument of a contestant. */
export interface Task {
  readonly engine: string;
  /** A step, or plain products of matrices: how fast the machine can be at best. */
  readonly work: BenchWork | { readonly products: readonly Product[] };
  readonly batch: number;
  readonly threads: number;
  readonly heads: number;
  /** Folder with model, mgg and inputs as safetensors. */
  readonly files: TaskFiles;
  /** Of PyTorch's contestant; the CPU where it isn't said. */
  readonly device?: PeerDevice;
}

export interface TaskFiles {
  readonly model: string;
  readonly mgg: string;
  /**
   * `images` [B,3,H,W] at least as many as the batch; `std`, `mean` [L·D]; and what methods draw, so that all draw the same, as floats:
   * `permutation` [B,16] of patches, `candidates` [28,P,D] of prompts, `kept` frequencies [B,3,n,n], `noise` [3,H,W], and of the copies
   * that ROID changes `order` [5], `factors` [5], `affine` [4] and `flip` [1].
   */
  readonly inputs: string;
}

export type Command = { readonly run: number } | { readonly end: true };

/** Said once, when the step is ready to run. */
export const readySchema = z.object({
  version: z.string(),
  device: z.string(),
  /** From loaded weights to a step that can run: tracing, optimising, session set-up; 0 where nothing is compiled. */
  compileSeconds: z.number(),
});
export type Ready = z.output<typeof readySchema>;

/**
 * Answer to `run`: the time of each run, what it took of processors, and the logits of the last one as base64 of float32. For plain products the time
 * is that of a floating-point operation, in the product that was fastest in the run, and logits there are none.
 */
export const turnSchema = z.object({
  seconds: z.array(z.number()),
  cpuSeconds: z.array(z.number()),
  logits: z.string(),
});
export type Turn = z.output<typeof turnSchema>;

/** Answer to `end`. */
export const endSchema = z.object({ peakBytes: z.number() });

/** Instead of any answer. */
export const failureSchema = z.object({ error: z.string() });
