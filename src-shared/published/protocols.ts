import { corruptionNames } from '../corruptions.ts';
import type { Protocol } from '../protocol.ts';
import { runProtocolSchema, type RunConfig, type Shift } from '../run-config.ts';
import type { CheckpointId } from './checkpoints.ts';

export const paperSeverity = 5;

/** The corruptions of ImageNet-C's tables. */
export const paperShifts: readonly Shift[] = corruptionNames.map((corruption) => ({
  corruption,
  severity: paperSeverity,
}));

/** Images that come as they are: ImageNet-R, -Sketch, -A. */
const asTheyAre: readonly Shift[] = [{ corruption: 'clean', severity: 0 }];

/** The paper's main protocol, that of Table 1, has the defaults of the lab; all others differ from it in what their table varies. */
export const mainProtocol: Protocol = {
  ...runProtocolSchema.parse({ shifts: paperShifts }),
  seeds: [2020],
  pretrainImages: 128,
};

/** Checkpoint that the paper started from. */
export const paperCheckpoint: CheckpointId = 'vit_base_patch16_224.augreg2_in21k_ft_in1k';

/** Table 7: all corruptions shuffled into one stream. */
export const mixedProtocol: Protocol = { ...mainProtocol, order: 'mixed' };

/** Table 3: images as they are. */
export const naturalProtocol: Protocol = { ...mainProtocol, shifts: [...asTheyAre] };

/** Tables 2 and 5: adaptation ends after so many batches of a stream. */
export const batchBudgetProtocol = (budgetBatches: number | null): Protocol => ({ ...mainProtocol, budgetBatches });

/** Table 2: adaptation ends after so many seconds of a stream. */
export const timeBudgetProtocol = (budgetSeconds: number | null): Protocol => ({ ...mainProtocol, budgetSeconds });

/** Table 8: smaller batches. */
export const batchSizeProtocol = (batchSize: number): Protocol => ({ ...mainProtocol, batchSize });

/** The wild settings of SAR, which DeYO and others report as well: another checkpoint, normalisation and seed than the paper's. */
export const wildCheckpoint: CheckpointId = 'vit_base_patch16_224.augreg_in21k_ft_in1k';
export const wildNormalisation: RunConfig['normalisation'] = 'imagenet';

/** `normal`: each corruption from the source model, batches of 64. */
export const wildProtocol: Protocol = { ...mainProtocol, seeds: [2021], pretrainImages: null };

/** `mix_shifts`: all corruptions shuffled into one stream. */
export const wildMixedProtocol: Protocol = { ...wildProtocol, order: 'mixed' };

/** Ratios of the likelihoods of the class whose turn it is and any other; the last one is as good as one class after the other. */
export const wildRatios = [1, 1000, 2000, 3000, 4000, 5000, 500_000] as const;
export const largestRatio = wildRatios[6];

/** `label_shifts`: classes take turns, images are drawn with replacement. */
export const labelShiftProtocol = (imbalanceRatio: number): Protocol => ({
  ...wildProtocol,
  imbalanceRatio,
  replacement: true,
});

/** Draws of a stream under label shift: 100 for each class. */
export const labelShiftDraws = 100_000;

/** `bs1`, alone or with label shift: one image per step. */
export const oneByOne = (protocol: Protocol): Protocol => ({ ...protocol, batchSize: 1 });

/** How the ids of the suites of the wild settings begin. */
export const wildPrefix = 'sar-';

/** The seed that a suite's table was printed with. */
export const usualSeedOf = (suite: string): number =>
  (suite.startsWith(wildPrefix) ? wildProtocol : mainProtocol).seeds[0]!;

/** The step size of the authors' code for ViT-B grows with the batch; that of SAR is doubled where images come one by one. */
export function wildLearningRate(method: string, batchSize: number): number {
  return (0.001 / 64) * batchSize * (method === 'sar' && batchSize === 1 ? 2 : 1);
}
