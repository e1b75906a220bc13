import { eataReplay } from './eata.ts';
import { renamed, type Replay } from './replay.ts';
import { originalSarReplay } from './sar.ts';
import { tentReplay } from './simple.ts';

const named = renamed({ opinionMass: 'opinion_constant' });

/** COME: a method with the entropy of the opinion in place of that of the prediction. */
function withOpinion(replay: Replay): Replay {
  return {
    ...replay,
    options: (recording) => ({ ...replay.options(recording), ...named(recording), entropy: 'opinion' }),
  };
}

export const comeReplays: Readonly<Record<string, Replay>> = {
  come_tent: withOpinion(tentReplay),
  come_eata: withOpinion(eataReplay),
  come_sar: withOpinion(originalSarReplay),
};
