/**
 * Images in the disjoint sets of the embedded data. `test`: for reported numbers. `validation`: for choices, held out
 * from the training of the source model. `train`: a part of the images that the source model is trained on, for
 * pre-training the MGG and for source statistics.
 */
export const splitSizes = { test: 4_000, validation: 2_000, train: 1_024 } as const;
export type SplitName = keyof typeof splitSizes;
export const splitNames = ['test', 'validation', 'train'] as const satisfies readonly SplitName[];
