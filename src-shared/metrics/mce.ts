import type { ComparedRun } from '../comparison/compared-run.ts';
import { corruptionNames, severities } from '../corruptions.ts';
import { alexNetErrors } from '../published/alexnet.ts';
import { isStated } from '../external-run.ts';
import { meanOfKnown } from '../run-figures.ts';

/** Corruption errors of one method, fractions. */
export interface CorruptionErrors {
  /** Of the corruptions that all five severities are known of. */
  readonly byCorruption: Readonly<Record<string, number>>;
  /** Over all 15 corruptions; null where it can't be given. */
  readonly mean: number | null;
  /** Why it can't be given, as a sentence. */
  readonly reason: string | null;
}

/** The error under one shift, the mean over all streams of it; null where none is done. */
function errorOf(runs: readonly ComparedRun[], corruption: string, severity: number): number | null {
  const streams = runs.flatMap(({ shifts }) => shifts);
  const visits = streams.filter((stream) => stream.corruption === corruption && stream.severity === severity);
  const top1 = meanOfKnown(visits.map(({ summary }) => summary?.top1 ?? null));
  return top1 === null ? null : 1 - top1;
}

function reasonOf(missing: readonly { readonly corruption: string; readonly severity: number }[]): string | null {
  if (missing.length === 0) return null;
  const all = severities.filter(
    (severity) => missing.filter((one) => one.severity === severity).length === corruptionNames.length,
  );
  const need = 'mCE needs the 15 corruptions at all five severities';
  if (all.length * corruptionNames.length === missing.length) {
    const words = all.length === 1 ? 'severity' : 'severities';
    return `${need}; ${words} ${all.join(', ')} ${all.length === 1 ? 'is' : 'are'} missing.`;
  }
  const [first] = missing;
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  return `${need}; ${first!.corruption}/${first!.severity}${others} ${missing.length === 1 ? 'is' : 'are'} missing.`;
}

/**
 * Mean corruption error (Hendrycks and Dietterich, ICLR 2019): for each corruption the errors at all severities over those
 * of AlexNet, then their mean.
 * @param runs of one method and seed, which together hold the severities
 */
export function corruptionErrors(runs: readonly ComparedRun[]): CorruptionErrors {
  const isImageNet = runs.every(
    ({ run }) =>
      isStated(run, 'dataset.benchmark') &&
      run.config.dataset.kind === 'folder' &&
      (run.config.dataset.benchmark === 'imagenet-c' || run.config.dataset.benchmark === 'imagenet'),
  );
  if (!isImageNet) {
    const reason = 'mCE is relative to errors of AlexNet, which are known for ImageNet-C only.';
    return { byCorruption: {}, mean: null, reason };
  }
  const missing: { corruption: string; severity: number }[] = [];
  const known = corruptionNames.flatMap((corruption) => {
    const errors = severities.flatMap((severity) => {
      const error = errorOf(runs, corruption, severity);
      if (error === null) missing.push({ corruption, severity });
      return error ?? [];
    });
    if (errors.length < severities.length) return [];
    const sum = errors.reduce((total, error) => total + error, 0);
    return [[corruption, sum / (severities.length * alexNetErrors[corruption])] as const];
  });
  const mean = known.reduce((total, [, error]) => total + error, 0) / corruptionNames.length;
  return {
    byCorruption: Object.fromEntries(known),
    mean: missing.length === 0 ? mean : null,
    reason: reasonOf(missing),
  };
}
