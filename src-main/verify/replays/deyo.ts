import { frozenShare } from './sar.ts';
import type { HostTensor, Named } from '../../engines/engine.ts';
import { readFloat32, readIntegers } from '../../models/stored-tensor.ts';
import {
  detail,
  diagnostic,
  marginFactor,
  maskScale,
  recordedNumber,
  recordedWord,
  renamed,
  type Recording,
  type Replay,
} from './replay.ts';

const kinds: Readonly<Record<string, string>> = { patch: 'patch', pixel: 'pixel', occ: 'occlusion' };

function flag({ recorded: { hyper } }: Recording, name: string): boolean {
  return hyper[name] === undefined || hyper[name] === true || hyper[name] === 1;
}

/** Window settings in pixels as shares of the image. */
function windowShares({ recorded, model }: Recording): Record<string, number> {
  const names = { windowSize: 'occlusion_size', windowRow: 'row_start', windowColumn: 'column_start' };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, recordedName]) => {
      const pixels = recordedNumber(recorded, recordedName);
      // A window may be larger than a small image.
      return pixels === undefined ? [] : [[name, Math.min(1, pixels / model.imageSize)]];
    }),
  );
}

/** Recorded orders of patches, one per image, or of pixels, one per batch; images that were not augmented get any. */
export function recordedDraws({ file }: Recording, batch: number, size: number): Named<HostTensor> {
  const stored = file.tensors.get('perm_idx');
  if (!stored) return {};
  const [count = 1, ...shape] = stored.shape;
  const all = readIntegers(stored);
  const width = all.length / count;
  const length = shape.at(-1) ?? 1;
  const kept = shape.length === 1 ? [length] : [size, length];
  const order = all.slice(batch * width, batch * width + kept.reduce((a, b) => a * b, 1));
  return {
    permutation: { data: order.map((index, i) => (index < 0 ? i % length : index)), shape: kept, dtype: 'int32' },
  };
}

const named = renamed({ lr: 'lr', momentum: 'momentum', plpdThreshold: 'plpd_threshold', patches: 'patch_len' });

export const deyoReplay: Replay = {
  method: 'deyo',
  options: (recording) => ({
    ...named(recording),
    ...windowShares(recording),
    margin: marginFactor(
      recording,
      { effective: 'effective_deyo_margin', argument: 'deyo_margin_arg', absolute: 'deyo_margin' },
      maskScale,
    ),
    weightMargin: marginFactor(
      recording,
      { effective: 'effective_margin_e0', argument: 'margin_e0_arg', absolute: 'margin_e0' },
      maskScale,
    ),
    augmentation: kinds[recordedWord(recording.recorded, 'aug_type') ?? 'patch'],
    filterEntropy: flag(recording, 'filter_ent'),
    filterPlpd: flag(recording, 'filter_plpd'),
    weighEntropy: flag(recording, 'reweight_ent'),
    weighPlpd: flag(recording, 'reweight_plpd'),
    maskedPlpd: 'first',
    frozenBlocks: recording.recorded.info['adapted'] === undefined ? 0 : frozenShare(recording),
  }),
  draws: recordedDraws,
  steps: [
    { quantity: 'entropy', tensor: 'entropy', found: detail('entropy'), gaps: true },
    { quantity: 'PLPD', tensor: 'plpd', found: detail('plpd'), gaps: true },
    { quantity: 'first selection', tensor: 'selected1', found: detail('selected_first'), kind: 'exact', gaps: true },
    { quantity: 'second selection', tensor: 'selected2', found: detail('selected_second'), kind: 'exact', gaps: true },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss'), gaps: true },
  ],
  first: ({ file }, { details }) => {
    const stored = file.tensors.get('x_prime_first');
    const { changed, selected_first: selected } = details;
    if (!stored || !changed || !selected) return [];
    const width = changed.data.length / selected.data.length;
    const rows = [...selected.data].flatMap((chosen, i) =>
      chosen === 1 ? [...changed.data.subarray(i * width, (i + 1) * width)] : [],
    );
    return [{ quantity: 'augmented images', tensor: 'x_prime_first', found: rows, recorded: readFloat32(stored) }];
  },
};
