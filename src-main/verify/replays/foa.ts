import { float32 } from '../../engines/engine.ts';
import { items } from '../folder.ts';
import { detail, renamed, type Replay, type StepQuantity } from './replay.ts';

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
