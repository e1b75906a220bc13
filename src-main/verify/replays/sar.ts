import {
  detail,
  diagnostic,
  hasTheta,
  recordedNumber,
  recordedTheta,
  renamed,
  type Recording,
  type Replay,
} from './replay.ts';

/** Blocks whose norms the reference leaves alone, whatever the depth of the model. */
const firstFrozenBlock = 9;

export function frozenShare({ recorded: { info }, model: { normParameters } }: Recording): number {
  const parts = new Map(normParameters.map(({ name, part }) => [name, part]));
  const last = (found: readonly number[]): number => 1 + Math.max(-1, ...found.filter(Number.isFinite));
  const count = last([...parts.values()]);
  const adapted = Array.isArray(info['adapted'])
    ? last(info['adapted'].map((name) => parts.get(String(name)) ?? -1))
    : Math.min(count, firstFrozenBlock);
  return (count - adapted) / count;
}

const named = renamed({ lr: 'lr', momentum: 'momentum', rho: 'rho' });

/** SAR as the MGTTA code has it: predicts at the perturbed weights, filters the whole batch twice, resets weights only. */
const mgttaSarReplay: Replay = {
  method: 'sar',
  options: (recording) => ({
    ...named(recording),
    margin: (recordedNumber(recording.recorded, 'margin_e0') ?? 0) / Math.log(recording.model.classes),
    frozenBlocks: frozenShare(recording),
    prediction: 'second',
    secondFilter: 'batch',
    reset: 'parameters',
  }),
  steps: [
    { quantity: 'first logits', tensor: 'first_forward_outputs', found: detail('first_logits'), rounding: 'outputs' },
    {
      quantity: 'second logits',
      tensor: 'second_forward_outputs',
      found: detail('second_logits'),
      rounding: 'outputs',
    },
    { quantity: 'first selection', tensor: 'selected1', found: detail('selected_first'), kind: 'exact', gaps: true },
    { quantity: 'second selection', tensor: 'selected2', found: detail('selected_second'), kind: 'exact', gaps: true },
    { quantity: 'first entropy', tensor: 'entropy1', found: detail('entropy_first'), gaps: true },
    { quantity: 'second entropy', tensor: 'entropy2', found: detail('entropy_second'), gaps: true },
    {
      quantity: 'losses',
      tensor: 'loss',
      found: ({ diagnostics: { loss = NaN, loss_second: second = NaN } }) => [loss, second],
      gaps: true,
    },
    { quantity: 'running loss', tensor: 'ema', found: diagnostic('ema'), gaps: true },
    { quantity: 'resets', tensor: 'reset', found: diagnostic('reset'), kind: 'exact' },
    { quantity: 'gradient norm', tensor: 'grad_norm', found: diagnostic('gradient_norm'), gaps: true },
  ],
  final: (recording, { state }) =>
    hasTheta(recording, 'final_momentum.')
      ? [
          {
            quantity: 'momentum',
            tensor: 'final_momentum',
            found: state['velocity']?.data ?? [],
            recorded: recordedTheta(recording, 'final_momentum.'),
          },
        ]
      : [],
};

/** SAR as its authors have it, though a reset restores the weights only: what COME is built on. */
export const originalSarReplay: Replay = {
  ...mgttaSarReplay,
  options: (recording) => ({
    ...mgttaSarReplay.options(recording),
    prediction: 'first',
    secondFilter: 'kept',
    unselected: 'momentum',
  }),
};

/** Whose code a recording is of shows in which of the two forward passes it gives beside its outputs. */
export const sarReplay: Replay = {
  ...mgttaSarReplay,
  options: (recording) =>
    (recording.file.tensors.has('second_forward_outputs') ? originalSarReplay : mgttaSarReplay).options(recording),
};
