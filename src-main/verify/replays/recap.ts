import { deyoReplay, recordedDraws } from './deyo.ts';
import { detail, diagnostic, recordedNumber, renamed, type Replay } from './replay.ts';
import { frozenShare } from './sar.ts';

const named = renamed({
  ...{ lr: 'lr', momentum: 'momentum', regularisation: 'weight_reg' },
  ...{ weightCap: 'reweight_threshold', tau: 'weight_tau' },
});

export const recapReplay: Replay = {
  method: 'recap',
  options: (recording) => {
    const factor = (name: string): number =>
      (recordedNumber(recording.recorded, name) ?? NaN) / Math.log(recording.model.classes);
    return {
      ...named(recording),
      margin: factor('margin'),
      weightMargin: factor('margin_l0'),
      frozenBlocks: frozenShare(recording),
    };
  },
  draws: recordedDraws,
  steps: [
    { quantity: 'regional entropy', tensor: 'region_entropy', found: detail('entropy'), gaps: true },
    { quantity: 'regional instability', tensor: 'region_instability', found: detail('instability'), gaps: true },
    { quantity: 'PLPD', tensor: 'plpd', found: detail('plpd'), gaps: true },
    { quantity: 'weight', tensor: 'weight', found: detail('weight'), gaps: true },
    { quantity: 'first selection', tensor: 'selected1', found: detail('selected_first'), kind: 'exact', gaps: true },
    { quantity: 'second selection', tensor: 'selected2', found: detail('selected_second'), kind: 'exact', gaps: true },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss'), gaps: true },
    { quantity: 'running loss', tensor: 'ema', found: diagnostic('ema'), gaps: true },
    { quantity: 'resets', tensor: 'reset', found: diagnostic('reset'), kind: 'exact' },
  ],
  ...(deyoReplay.first ? { first: deyoReplay.first } : {}),
};
