import { float32, type HostTensor, type Named } from '../../engines/engine.ts';
import { readFloat32, readIntegers } from '../../models/stored-tensor.ts';
import { items } from '../folder.ts';
import { detail, diagnostic, renamed, stateTensor, type Recording, type Replay, type StepQuantity } from './replay.ts';

const shared = {
  ...{ lr: 'lr', momentum: 'momentum', nesterov: 'nesterov', temperature: 'temperature' },
  averageDecay: 'momentum_probs',
};

/** The recorded changes of the images; the lab applies them by itself. */
function recordedDraws({ file }: Recording, batch: number): Named<HostTensor> {
  const row = (name: string): Float32Array => items(file, name)[batch]?.data ?? new Float32Array();
  const integers = (name: string): HostTensor => {
    const data = Int32Array.from(row(name));
    return { dtype: 'int32', shape: [data.length], data };
  };
  return {
    order: integers('aug_order'),
    factors: float32(row('aug_factors').slice()),
    affine: float32(row('aug_affine').slice()),
    flip: integers('aug_flip'),
  };
}

const perImage = (quantity: string, tensor: string, name = tensor): StepQuantity => ({
  quantity,
  tensor,
  found: detail(name),
  gaps: true,
});

const roid: Omit<Replay, 'method' | 'options'> = {
  draws: recordedDraws,
  steps: [
    { quantity: 'uncorrected logits', tensor: 'uncorrected_outputs', found: detail('uncorrected') },
    perImage('diversity before its range is stretched', 'diversity_raw', 'unlike'),
    perImage('diversity', 'diversity'),
    perImage('certainty', 'certainty'),
    perImage('entropy', 'entropy'),
    { ...perImage('selection', 'selected'), kind: 'exact' },
    perImage('weight', 'weight'),
    perImage('soft likelihood ratio', 'slr'),
    perImage('consistency', 'consistency'),
    perImage('augmented logits', 'augmented_logits'),
    { quantity: 'weighted likelihood ratio', tensor: 'loss_slr', found: diagnostic('loss_slr'), rounding: 'loss' },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss') },
    { quantity: 'average probabilities', tensor: 'class_probs', found: stateTensor('probabilities') },
    { quantity: 'prior', tensor: 'smoothed_prior', found: detail('prior') },
    { quantity: 'parameters after the step', tensor: 'norm_params_after_sgd', found: detail('theta_after_sgd') },
  ],
  first: ({ file }, { details }) => {
    const [stored, rows] = [file.tensors.get('x_aug'), file.tensors.get('x_aug_idx')];
    const { augmented } = details;
    if (!stored || !rows || !augmented) return [];
    const indices = readIntegers(rows);
    const width = augmented.data.length / (augmented.shape[0] ?? 1);
    const images = Array.from({ length: indices.length / 2 }, (_, i) => indices.slice(2 * i, 2 * i + 2));
    const first = images.flatMap(([step, image = 0]) => (step === 0 ? [image] : []));
    return [
      {
        quantity: 'augmented images',
        tensor: 'x_aug',
        found: first.flatMap((image) => [...augmented.data.subarray(image * width, (image + 1) * width)]),
        recorded: readFloat32(stored).subarray(0, first.length * width),
      },
    ];
  },
};

export const roidReplay: Replay = {
  ...roid,
  method: 'roid',
  options: renamed({ ...shared, sourceMomentum: 'momentum_src' }),
};

/** Both recorded types of the filter's update are the same computation. */
export const cmfReplay: Replay = {
  ...roid,
  method: 'cmf',
  options: renamed({ ...shared, alpha: 'alpha', gamma: 'gamma', noise: 'q' }),
  steps: [
    ...(roid.steps ?? []),
    { quantity: 'hidden parameters', tensor: 'hidden_norm_params', found: stateTensor('hidden') },
    { quantity: 'predicted variance', tensor: 'hidden_var_predicted', found: detail('variance_predicted') },
    { quantity: 'variance', tensor: 'hidden_var', found: stateTensor('variance') },
    { quantity: 'β', tensor: 'beta', found: detail('beta') },
  ],
};
