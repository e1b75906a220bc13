import { float32 } from '../../engines/engine.ts';
import { items } from '../folder.ts';
import {
  detail,
  diagnostic,
  recordedNumber,
  renamed,
  type Recording,
  type Replay,
  type StepQuantity,
} from './replay.ts';

const named = renamed({ lambda: 'fitness_lambda', prompts: 'num_prompts' });

function quantity(name: string, tensor: string, kind: StepQuantity['kind'] = 'result'): StepQuantity {
  return { quantity: name, tensor, found: detail(tensor), kind };
}

/** The recorded candidates are tried in place of drawn ones, so that everything that follows from them is compared. */
export const foaReplay: Replay = {
  method: 'foa',
  options: (recording) => {
    const { popsize } = recording.recorded.info;
    return { ...named(recording), ...(typeof popsize === 'number' ? { population: popsize } : {}) };
  },
  draws: ({ file }, batch) => {
    const { data, shape } = items(file, 'prompts')[batch] ?? { data: new Float32Array(), shape: [0] };
    return { candidates: float32(data.slice(), shape) };
  },
  steps: [
    quantity('losses', 'losses'),
    quantity('best candidate', 'best_index', 'exact'),
    quantity('candidate logits', 'candidate_outputs'),
    quantity('candidate features', 'candidate_cls_mean'),
    quantity('shift', 'shift_vector'),
    quantity('test statistics', 'hist_stat'),
    quantity('CMA-ES mean', 'cma_mean_after_tell'),
    quantity('CMA-ES step size', 'cma_sigma_after_tell'),
  ],
};

/** A group of images whose predictions wait for the last of them is a batch of the lab. */
export const foaIV2Replay: Replay = {
  ...foaReplay,
  method: 'foa_i_v2',
  group: ({ recorded }) => recordedNumber(recorded, 'interval') ?? 1,
};

const intervalOf = ({ recorded }: Recording): number => recordedNumber(recorded, 'interval') ?? 1;

/** A quantity recorded once per interval belongs to its last image. */
const perInterval = (
  name: string,
  tensor: string,
  found: string,
  kind: StepQuantity['kind'] = 'result',
): StepQuantity => ({
  quantity: name,
  tensor,
  found: detail(found),
  kind,
  row: (recording, step) =>
    (step + 1) % intervalOf(recording) === 0 ? (step + 1) / intervalOf(recording) - 1 : undefined,
});

export const foaIV1Replay: Replay = {
  method: 'foa_i_v1',
  options: (recording) => ({ ...foaReplay.options(recording), interval: intervalOf(recording) }),
  draws: (recording, batch) => foaReplay.draws?.(recording, Math.floor(batch / intervalOf(recording)), 1) ?? {},
  steps: [
    { quantity: 'updates', tensor: 'update', found: diagnostic('updated'), kind: 'exact' },
    { quantity: 'candidate logits', tensor: 'candidate_outputs', found: detail('candidate_outputs') },
    perInterval('losses', 'losses', 'losses'),
    perInterval('best candidate', 'best_index', 'best_index', 'exact'),
    perInterval('CMA-ES mean', 'cma_mean_after_tell', 'cma_mean'),
    perInterval('CMA-ES step size', 'cma_sigma_after_tell', 'cma_sigma'),
  ],
};
