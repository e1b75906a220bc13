import { corruptionNames } from '../corruptions.ts';
import type { Protocol } from '../protocol.ts';
import { runProtocolSchema, type Shift } from '../run-config.ts';

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
