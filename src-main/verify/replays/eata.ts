import { computeFisher } from '../../experiments/fisher.ts';
import type { HostTensor } from '../../engines/engine.ts';
import {
  detail,
  diagnostic,
  hasTheta,
  marginFactor,
  maskScale,
  recordedNumber,
  recordedTheta,
  renamed,
  sourceBatches,
  stateTensor,
} from './replay.ts';
import type { Recording, Replay } from './replay.ts';

const named = renamed({ lr: 'lr', momentum: 'momentum' });
const rdumbNamed = renamed({ lr: 'lr', momentum: 'momentum', nesterov: 'nesterov' });

function usesFisher({ recorded: { hyper } }: Recording): boolean {
  return hyper['use_fishers'] !== false && hyper['use_fishers'] !== 0;
}

/** The reference scales the bound of the similarity where a class mask is used, the bound of the entropy never. */
function similarity({ recorded }: Recording): number {
  const scale = recorded.class_mask_used ? maskScale : 1;
  return recordedNumber(recorded, 'effective_d_margin') ?? (recordedNumber(recorded, 'd_margin') ?? 0) * scale;
}

function fisherOf(recording: Recording): Promise<HostTensor> {
  const { engine, unmasked, recorded } = recording;
  return computeFisher(engine, unmasked, sourceBatches(recording, recordedNumber(recorded, 'fisher_batch_size') ?? 64));
}

export const eataReplay: Replay = {
  method: 'eata',
  options: (recording) => ({
    ...named(recording),
    margin: marginFactor(recording, {
      effective: 'effective_e_margin',
      argument: 'e_margin_arg',
      absolute: 'e_margin',
    }),
    similarity: similarity(recording),
    fisherWeight: usesFisher(recording) ? (recordedNumber(recording.recorded, 'fisher_alpha') ?? 2000) : 0,
  }),
  context: async (recording) => (usesFisher(recording) ? { fisher: await fisherOf(recording) } : {}),
  steps: [
    { quantity: 'entropy', tensor: 'entropy', found: detail('entropy'), gaps: true },
    { quantity: 'weight', tensor: 'weight', found: detail('weight'), gaps: true },
    { quantity: 'similarity', tensor: 'cosine', found: detail('cosine'), gaps: true },
    { quantity: 'first selection', tensor: 'selected1', found: detail('selected_first'), kind: 'exact', gaps: true },
    { quantity: 'second selection', tensor: 'selected2', found: detail('selected_second'), kind: 'exact', gaps: true },
    { quantity: 'average probabilities', tensor: 'model_probs', found: stateTensor('probabilities'), gaps: true },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss'), gaps: true },
  ],
  final: (recording, { context }) =>
    hasTheta(recording, 'fisher.')
      ? [
          {
            quantity: 'Fisher information',
            tensor: 'fisher',
            found: context.fisher?.data ?? [],
            recorded: recordedTheta(recording, 'fisher.'),
          },
        ]
      : [],
};

/** RDumb as its authors have it: reset before a batch. */
export const rdumbReplay: Replay = {
  method: 'rdumb',
  options: (recording) => ({
    ...rdumbNamed(recording),
    margin: marginFactor(recording, { effective: 'effective_e_margin', argument: 'e_margin_arg' }),
    similarity: similarity(recording),
  }),
  resetEvery: ({ recorded }) => recordedNumber(recorded, 'reset_every'),
  steps: [
    ...(eataReplay.steps ?? []),
    { quantity: 'resets', tensor: 'reset', found: diagnostic('reset'), kind: 'exact' },
  ],
};

/** RDumb as in the benchmark of CMF's authors: reset after a batch, which is the same for the next one. */
export const rdumbBenchmarkReplay: Replay = {
  ...rdumbReplay,
  parameters: detail('next_theta'),
  steps: [
    ...(eataReplay.steps ?? []),
    { quantity: 'resets', tensor: 'reset', found: diagnostic('next_reset'), kind: 'exact' },
  ],
};
