import { comeReplays } from './come.ts';
import { cottaReplay } from './cotta.ts';
import { deyoReplay } from './deyo.ts';
import { eataReplay, rdumbBenchmarkReplay, rdumbReplay } from './eata.ts';
import { foaIV1Replay, foaIV2Replay, foaReplay } from './foa.ts';
import { lameReplay } from './lame.ts';
import { spaReplay, zeroSiamReplay } from './predictor.ts';
import type { Replay } from './replay.ts';
import { recapReplay } from './recap.ts';
import { cmfReplay, roidReplay } from './roid.ts';
import { sarReplay } from './sar.ts';
import { foaSgdReplay, mgttaReplay, mixedNormReplay, noAdaptReplay, normReplay, tentReplay } from './simple.ts';
import { t3aReplay } from './t3a.ts';

/** How recordings are replayed, by the name of the reference implementation. */
export const replays: Readonly<Record<string, Replay>> = {
  noadapt: noAdaptReplay,
  norm: normReplay,
  norm_alpha: mixedNormReplay,
  lame: lameReplay,
  t3a: t3aReplay,
  tent: tentReplay,
  tent_bs1: tentReplay,
  eata: eataReplay,
  sar: sarReplay,
  deyo: deyoReplay,
  cotta: cottaReplay,
  foa: foaReplay,
  foa_i_v1: foaIV1Replay,
  foa_i_v2: foaIV2Replay,
  foa_sgd: foaSgdReplay,
  mgtta: mgttaReplay,
  ...comeReplays,
  roid: roidReplay,
  cmf: cmfReplay,
  rdumb: rdumbReplay,
  rdumb_bench: rdumbBenchmarkReplay,
  zerosiam: zeroSiamReplay,
  spa: spaReplay,
  recap: recapReplay,
};
