import type { BenchWork } from './bench-plan.ts';

/** A method and its options. */
interface Work {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The same for every method and contestant, so that all of them compute the same numbers. */
const lr = 1e-3;

/** Bounds on the entropy far above that of any image: all of them are adapted to, so that the work is always the same. */
const margin = 2;

/** The entropy of an opinion, with a mass that is of the size of the evidence. */
const come = { entropy: 'opinion', opinionMass: 10 };

const eta = { lr, margin, similarity: 1 };
const deyo = { lr, margin, plpdThreshold: -1 };

/** Method behind each work; the options of the PyTorch contestant are in bench/peers. CoTTA never augments. */
export const works: Readonly<Record<BenchWork, Work>> = {
  forward: { method: 'noadapt', options: {} },
  tent: { method: 'tent', options: { lr } },
  tent_come: { method: 'tent', options: { lr, ...come } },
  lame: { method: 'lame', options: {} },
  t3a: { method: 't3a', options: {} },
  neo: { method: 'neo', options: {} },
  cotta: { method: 'cotta', options: { lr, threshold: 0 } },
  eata: { method: 'eata', options: eta },
  eata_come: { method: 'eata', options: { ...eta, ...come } },
  rdumb: { method: 'rdumb', options: eta },
  sar: { method: 'sar', options: { lr, margin } },
  sar_come: { method: 'sar', options: { lr, margin, ...come } },
  deyo: { method: 'deyo', options: deyo },
  deyo_come: { method: 'deyo', options: { ...deyo, ...come } },
  recap: { method: 'recap', options: { ...deyo, weightMargin: 1 } },
  roid: { method: 'roid', options: { lr } },
  cmf: { method: 'cmf', options: { lr } },
  zerosiam: { method: 'zerosiam', options: { lr } },
  spa: { method: 'spa', options: { lr } },
  foa: { method: 'foa', options: {} },
  foa_i_v1: { method: 'foa_i_v1', options: {} },
  foa_i_v2: { method: 'foa_i_v2', options: {} },
  foa_sgd: { method: 'foa_sgd', options: { lr } },
  foa_adam: { method: 'foa_adam', options: { lr } },
  mgtta: { method: 'mgtta', options: { lr } },
  mgtta_lstm: { method: 'mgtta_lstm', options: { lr } },
};

/** Methods that nobody has published a PyTorch implementation of, so that there is none in bench/peers either. */
export const withoutPeer: ReadonlySet<BenchWork> = new Set(['foa_adam', 'mgtta_lstm']);
