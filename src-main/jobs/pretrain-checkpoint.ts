import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { epochRecordSchema } from '../../src-shared/records.ts';
import type { HostTensor } from '../engines/engine.ts';
import { flatten, unflattenLike } from '../engines/tree.ts';
import type { PretrainPosition } from '../experiments/pretrain-task.ts';
import type { Checkpoint } from '../store/checkpoint.ts';

const tallySchema = z.strictObject({
  bestEpoch: z.int().nonnegative(),
  bestAccuracy: z.number().nullable(),
  /** SHA-256 of the file of the best generator, hex. */
  outputHash: z.string(),
  /** Mean of the last epoch. */
  finalLoss: z.number().nullable(),
  totalSeconds: z.number().nonnegative(),
  /** All so far, where several tasks are evaluated: any of them may still become the best. */
  epochs: z.array(epochRecordSchema).exactOptional(),
});

/** Figures kept over the epochs of a pre-training. */
export type PretrainTally = z.output<typeof tallySchema>;

const emptyTally: PretrainTally = {
  bestEpoch: 0,
  bestAccuracy: null,
  outputHash: '',
  finalLoss: null,
  totalSeconds: 0,
};
const tensorsOf = ({ state, best, others, rivals }: PretrainPosition) => ({
  ...{ state, best: best.tensors, others },
  rivals: rivals.map(({ mgg }) => mgg.tensors),
});

/** The end of an epoch as a checkpoint. */
export function packPosition(position: PretrainPosition, tally: PretrainTally): Checkpoint {
  const { epoch, stepsDone } = position;
  return { position: epoch, next: stepsDone, state: flatten<HostTensor>(tensorsOf(position)), progress: tally };
}

/**
 * Where to go on: at the checkpoint, or at the start without one.
 * @throws LabError `bad-checkpoint` for one written by another version
 */
export function unpackPosition(
  start: PretrainPosition,
  checkpoint: Checkpoint | undefined,
): { readonly position: PretrainPosition; readonly tally: PretrainTally } {
  if (!checkpoint) return { position: start, tally: emptyTally };
  const tally = tallySchema.safeParse(checkpoint.progress);
  if (!tally.success) {
    throw new LabError('bad-checkpoint', 'The checkpoint of this run was written by another version of the lab.');
  }
  const { bestEpoch, bestAccuracy, epochs = [] } = tally.data;
  const unnamed = epochs.map(({ epoch, accuracy }) => ({ epoch, accuracy, mgg: start.best }));
  const stored = unflattenLike(tensorsOf({ ...start, rivals: unnamed }))<HostTensor>(checkpoint.state);
  const position: PretrainPosition = {
    epoch: checkpoint.position,
    stepsDone: checkpoint.next,
    state: stored.state,
    others: stored.others,
    bestEpoch,
    bestAccuracy,
    best: { ...start.best, tensors: stored.best },
    rivals: unnamed.map((rival, place) => ({ ...rival, mgg: { ...start.best, tensors: stored.rivals[place]! } })),
  };
  return { position, tally: tally.data };
}
