import { diagnostic, recordedWord, renamed, type Replay } from './replay.ts';

const kinds: Readonly<Record<string, string>> = { knn: 'knn', rbf: 'rbf', linear: 'linear' };
const named = renamed({ neighbours: 'knn' });

/** The recorded outputs are probabilities. The recorded number of iterations depends on rounding (the stop criterion lies below it). */
export const lameReplay: Replay = {
  method: 'lame',
  outputs: 'probabilities',
  options: (recording) => ({
    ...named(recording),
    affinity: kinds[(recordedWord(recording.recorded, 'affinity') ?? 'knn').toLowerCase()],
  }),
  steps: [{ quantity: 'energy', tensor: 'final_energy', found: diagnostic('energy') }],
};
