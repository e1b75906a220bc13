import { detail, diagnostic, renamed, stateTensor, type Replay } from './replay.ts';

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
