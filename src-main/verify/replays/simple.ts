import { detail, diagnostic, finalTensors, renamed, type Replay } from './replay.ts';

const loss = { quantity: 'loss', tensor: 'loss', found: diagnostic('loss') };

export const noAdaptReplay: Replay = { method: 'noadapt', options: () => ({}) };

/** Statistics of the batch, which BatchNorms in PyTorch mix into their running ones by the unbiased variance. */
export const normReplay: Replay = { method: 'bn_adapt', options: () => ({}) };
export const mixedNormReplay: Replay = {
  method: 'bn_adapt',
  options: (recording) => ({ ...renamed({ share: 'alpha' })(recording), variance: 'unbiased' }),
};

export const tentReplay: Replay = {
  method: 'tent',
  options: renamed({ lr: 'lr', momentum: 'momentum' }),
  steps: [
    loss,
    { quantity: 'entropy', tensor: 'entropy', found: detail('entropy'), gaps: true },
    { quantity: 'uncertainty', tensor: 'uncertainty', found: detail('uncertainty'), gaps: true },
  ],
};

export const foaSgdReplay: Replay = {
  method: 'foa_sgd',
  options: renamed({ lr: 'lr', lambda: 'fitness_lambda' }),
  steps: [loss],
};

export const mgttaReplay: Replay = {
  method: 'mgtta',
  options: renamed({ lr: 'adapt_lr', beta1: 'beta1', beta2: 'beta2', lambda: 'fitness_lambda' }),
  steps: [loss],
  final: finalTensors([
    { quantity: 'memory weight', tensor: 'W1_states_final', state: 'memory.weight', kind: 'inner' },
    { quantity: 'memory bias', tensor: 'b1_states_final', state: 'memory.bias', kind: 'inner' },
    { quantity: 'first moment', tensor: 'grad_m_final', state: 'moments.mean' },
    { quantity: 'second moment', tensor: 'grad_v_final', state: 'moments.square' },
  ]),
};
