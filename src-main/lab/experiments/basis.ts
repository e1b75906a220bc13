import type { SpeedSource } from './speed-book.ts';

const texts: Readonly<Record<SpeedSource, string>> = {
  runs: 'From earlier runs of this kind on this computer, usually within 20 %.',
  calibration: 'From a few batches computed just now or earlier on this computer, usually within 40 %.',
  similar:
    'From earlier runs with other batch sizes or data, as the computer is busy: the order of magnitude, not more.',
};

/** What an estimate rests on, by its least certain part; undefined where nothing was known of some part. */
export function basisText(sources: readonly SpeedSource[] | undefined): string {
  if (!sources) return 'Nothing of this kind has run here yet, and the computer is busy with a run.';
  const worst = (['similar', 'calibration'] as const).find((source) => sources.includes(source));
  return texts[worst ?? 'runs'];
}
