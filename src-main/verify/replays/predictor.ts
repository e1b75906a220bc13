import { float32, type HostTensor, type Named } from '../../engines/engine.ts';
import { items } from '../folder.ts';
import {
  detail,
  diagnostic,
  renamed,
  recordedNumber,
  recordedWord,
  stateTensor,
  type Recording,
  type Replay,
} from './replay.ts';

export const zeroSiamReplay: Replay = {
  method: 'zerosiam',
  options: renamed({
    ...{ lr: 'lr', momentum: 'momentum', lrScale: 'lr_scale', lrPredictor: 'lr_p' },
    alignment: 'alignment_weight',
  }),
  steps: [
    { quantity: 'online logits', tensor: 'online_outputs', found: detail('online') },
    { quantity: 'entropy', tensor: 'entropy', found: detail('entropy'), gaps: true },
    { quantity: 'alignment', tensor: 'alignment', found: detail('alignment'), gaps: true },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss') },
    { quantity: 'predictor', tensor: 'predictor', found: stateTensor('predictor') },
  ],
};

/** Noise of patches [P, 3, p, p] at the places of the patches in an image, [3, S, S]. */
function imageOfPatches(patches: Float32Array, size: number, patch: number): Float32Array {
  const across = size / patch;
  return Float32Array.from({ length: 3 * size * size }, (_, at) => {
    const [channel, row, column] = [Math.floor(at / size ** 2), Math.floor(at / size) % size, at % size];
    const place = Math.floor(row / patch) * across + Math.floor(column / patch);
    return patches[((place * 3 + channel) * patch + (row % patch)) * patch + (column % patch)] ?? NaN;
  });
}

function spaDraws({ file, model, recorded }: Recording, batch: number, size: number): Named<HostTensor> {
  const side = model.imageSize;
  const kept = items(file, 'frequency_keep')[batch] ?? { data: new Float32Array(), shape: [size] };
  const [rows = 1, ...shape] = kept.shape;
  const noise = items(file, 'noise_draw')[batch]?.data ?? new Float32Array();
  return {
    kept: float32(kept.data.slice(0, (kept.data.length / rows) * size), [size, ...shape]),
    noise: float32(imageOfPatches(noise, side, recordedNumber(recorded, 'noise_patch_size') ?? 16), [3, side, side]),
  };
}

const spaNamed = renamed({
  ...{ lr: 'lr', lrPredictor: 'lr_predictor', momentum: 'momentum', lrNoise: 'lr_noise', noiseRatio: 'noise_ratio' },
  ...{ frequencyMask: 'freq_mask_ratio', noisePatch: 'noise_patch_size', similarity: 'd_margin' },
});

export const spaReplay: Replay = {
  method: 'spa',
  options: (recording) => {
    const { recorded, model } = recording;
    const margin = recordedNumber(recorded, 'e_margin');
    return {
      ...spaNamed(recording),
      auxiliary: recordedWord(recorded, 'auxiliary') ?? 'none',
      ...(margin === undefined ? {} : { margin: margin / Math.log(model.classes) }),
    };
  },
  draws: spaDraws,
  steps: [
    { quantity: 'logits without frequencies', tensor: 'frequency_outputs', found: detail('frequency_outputs') },
    { quantity: 'logits with noise', tensor: 'noise_outputs', found: detail('noise_outputs') },
    {
      quantity: 'selection without frequencies',
      tensor: 'selected_frequency',
      found: detail('frequency_selected'),
      kind: 'exact',
      gaps: true,
    },
    {
      quantity: 'selection with noise',
      tensor: 'selected_noise',
      found: detail('noise_selected'),
      kind: 'exact',
      gaps: true,
    },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss'), gaps: true },
    {
      quantity: 'losses of the views',
      tensor: 'loss_parts',
      found: ({ details }) => ['frequency_loss', 'noise_loss'].map((name) => details[name]?.data[0] ?? NaN),
      gaps: true,
    },
    { quantity: 'ascent', tensor: 'noise_alpha_grad_ascent', found: detail('ascent') },
    { quantity: 'strengths after the ascent', tensor: 'noise_alpha_before_fix', found: detail('climbed') },
    { quantity: 'strengths', tensor: 'noise_alpha', found: stateTensor('noise') },
    { quantity: 'predictor', tensor: 'predictor', found: stateTensor('predictor') },
    { quantity: 'entropy', tensor: 'entropy', found: detail('eta_entropy'), gaps: true },
    { quantity: 'similarity', tensor: 'cosine', found: detail('cosine'), gaps: true },
    { quantity: 'first selection', tensor: 'selected1', found: detail('reliable'), kind: 'exact', gaps: true },
    { quantity: 'second selection', tensor: 'selected2', found: detail('selected'), kind: 'exact', gaps: true },
    { quantity: 'average probabilities', tensor: 'model_probs', found: stateTensor('probabilities'), gaps: true },
  ],
};
