import type { BenchWork } from './bench-plan.ts';

/** The same for every method and contestant, so that all of them compute the same numbers. */
const lr = 1e-3;

/** Bounds on the entropy far above that of any image: all of them are adapted to, so that the work is always the same. */
const margin = 2;

/** Options of the method behind each work; those of the PyTorch contestant are in bench/peers. CoTTA never augments. */
export const workOptions: Readonly<Record<BenchWork, Readonly<Record<string, unknown>>>> = {
  forward: {},
  tent: { lr },
  lame: {},
  t3a: {},
  eata: { lr, margin, similarity: 1 },
  sar: { lr, margin },
  deyo: { lr, margin, plpdThreshold: -1 },
  cotta: { lr, threshold: 0 },
  foa: {},
  foa_sgd: { lr },
  foa_adam: { lr },
  mgtta: { lr },
  mgtta_lstm: { lr },
};

/** Methods that nobody has published a PyTorch implementation of, so that there is none in bench/peers either. */
export const withoutPeer: ReadonlySet<BenchWork> = new Set(['foa_adam', 'mgtta_lstm']);
