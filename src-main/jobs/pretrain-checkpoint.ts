import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor, Named } from '../engines/engine.ts';
import type { PretrainPosition } from '../experiments/pretrain-mgg.ts';
import type { Checkpoint } from '../store/checkpoint.ts';

const tallySchema = z.strictObject({
  bestEpoch: z.int().nonnegative(),
  bestAccuracy: z.number().nullable(),
  /** SHA-256 of the file of the best generator, hex. */
  outputHash: z.string(),
  /** Mean of the last epoch. */
  finalLoss: z.number().nullable(),
  totalSeconds: z.number().nonnegative(),
});

/** What is counted over the epochs of a pre-training. */
export type PretrainTally = z.output<typeof tallySchema>;

const emptyTally: PretrainTally = {
  bestEpoch: 0,
  bestAccuracy: null,
  outputHash: '',
  finalLoss: null,
  totalSeconds: 0,
};
const statePrefix = 'state.';
const bestPrefix = 'best.';

function add(prefix: string, tensors: Named<HostTensor>): [string, HostTensor][] {
  return Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]);
}

function take(prefix: string, tensors: Named<HostTensor>): Named<HostTensor> {
  const matching = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(matching.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** The end of an epoch as a checkpoint. */
export function packPosition(position: PretrainPosition, tally: PretrainTally): Checkpoint {
  const { epoch, stepsDone, state, best } = position;
  const tensors = Object.fromEntries([...add(statePrefix, state), ...add(bestPrefix, best.tensors)]);
  return { position: epoch, next: stepsDone, state: tensors, progress: tally };
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
  const position: PretrainPosition = {
    epoch: checkpoint.position,
    stepsDone: checkpoint.next,
    state: take(statePrefix, checkpoint.state),
    bestAccuracy: tally.data.bestAccuracy,
    best: { ...start.best, tensors: take(bestPrefix, checkpoint.state) },
  };
  return { position, tally: tally.data };
}
