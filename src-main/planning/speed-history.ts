import type { AdaptRun } from '../../src-shared/records.ts';
import type { Outcome } from './accuracy.ts';
import { medianSpeed, runsUsed, secondsFor, speedKey, speedKind, speedOfRun, type Speed } from './speed.ts';

/** Estimates that finished runs would have had, and what they took, by source of the estimate. */
export interface SpeedHistory {
  readonly runs: readonly Outcome[];
  readonly calibration: readonly Outcome[];
}

interface Measured {
  readonly key: string;
  readonly speed: Speed;
  readonly images: number;
  readonly seconds: number;
}

function measuredOf(run: AdaptRun): Measured[] {
  const speed = speedOfRun(run);
  const { summary, provenance, config } = run;
  if (!speed || !summary || !provenance) return [];
  const key = speedKey(speedKind(config, provenance.engine), provenance.modelHash);
  return [{ key, speed, images: summary.images, seconds: summary.totalSeconds }];
}

/**
 * Goes through finished runs of this computer as if each were estimated from what was known before it.
 * @param runs latest first
 * @param calibrated the kept calibration of a kind of runs
 */
export function speedHistory(runs: readonly AdaptRun[], calibrated: (key: string) => Speed | undefined): SpeedHistory {
  const kinds = Map.groupBy(runs.toReversed().flatMap(measuredOf), ({ key }) => key);
  const outcome = (speed: Speed, { images, seconds }: Measured): Outcome => ({
    said: secondsFor(speed, images),
    took: seconds,
  });
  return {
    runs: [...kinds.values()].flatMap((alike) =>
      alike.slice(1).map((run, index) => {
        const before = alike.slice(Math.max(0, index + 1 - runsUsed), index + 1).map(({ speed }) => speed);
        return outcome(medianSpeed(before)!, run);
      }),
    ),
    calibration: [...kinds].flatMap(([key, [first]]) => {
      const speed = calibrated(key);
      return speed && first ? [outcome(speed, first)] : [];
    }),
  };
}
