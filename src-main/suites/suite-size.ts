import type { SuitePart } from '../../src-shared/api/lab.ts';
import { corruptionShortNames } from '../../src-shared/comparison/corruption-words.ts';
import { LabError } from '../../src-shared/errors.ts';
import { imagesInBenchmark, paperBenchmarks, type PaperBenchmark } from '../../src-shared/paper-setup.ts';
import type { PlannedRun, Suite, SuiteChoices } from './suite.ts';

const shiftsOf = ({ config }: PlannedRun) => config.shifts;
const corruptionsIn = (runs: readonly PlannedRun[]): string[] => [
  ...new Set(runs.flatMap(shiftsOf).flatMap(({ corruption, severity }) => (severity === 0 ? [] : [corruption]))),
];

/** Choices for a suite's runs: the corruptions that they meet, and how many images of each. */
export function choicesOf(suite: Suite): SuiteChoices {
  const runs = suite.plan(suite.defaultSeeds[0] ?? 0);
  const counts = new Set(runs.map(({ config }) => config.images ?? null));
  const [images = null] = counts.size === 1 ? counts : [];
  return { corruptions: corruptionsIn(runs), images };
}

/** No more images than the benchmark has, so that all of them are the same run however they are asked for. */
function imagesFor({ config }: PlannedRun, images: number | null): number | null {
  const benchmark = config.dataset.kind === 'folder' ? config.dataset.benchmark : undefined;
  const known = (Object.keys(paperBenchmarks) as PaperBenchmark[]).find((key) => paperBenchmarks[key] === benchmark);
  return images === null || known === undefined ? images : Math.min(images, imagesInBenchmark[known]);
}

/** Whether a run predicts as many clean images as are asked for, or more: their number doesn't change what it is known by. */
const withClean =
  (count: number, fits: PlannedRun['fits'] = () => true): NonNullable<PlannedRun['fits']> =>
  (run) =>
    fits(run) && (run.config.cleanImages ?? 0) >= count;

function requireCorruptions(asked: readonly string[], { corruptions }: SuiteChoices): void {
  const unknown = asked.find((name) => !corruptions.includes(name));
  if (unknown === undefined) return;
  const hint = corruptions.length === 0 ? 'Its images are taken as they are.' : `It has ${corruptions.join(', ')}.`;
  throw new LabError('not-found', `The suite's runs have no corruption "${unknown}".`, hint);
}

/**
 * The suite with fewer corruptions in its runs and its table, with another number of images, or with clean images after each stream.
 * @throws LabError `not-found` for a corruption that its runs don't have
 */
export function resized(
  suite: Suite,
  { corruptions, images, cleanImages }: Pick<SuitePart, 'corruptions' | 'images' | 'cleanImages'>,
): Suite {
  const choices = choicesOf(suite);
  requireCorruptions(corruptions ?? [], choices);
  const chosen = corruptions && new Set(corruptions);
  const leftOut = chosen ? choices.corruptions.filter((name) => !chosen.has(name)) : [];
  const isLeftOut = ({ corruption }: { readonly corruption: string }): boolean => leftOut.includes(corruption);
  const resizedRun = (planned: PlannedRun): PlannedRun[] => {
    const shifts = shiftsOf(planned).filter((shift) => !isLeftOut(shift));
    if (shifts.length === 0) return [];
    const count = images === undefined ? {} : { images: imagesFor(planned, images) };
    return [
      {
        ...planned,
        ...(cleanImages === undefined ? {} : { fits: withClean(cleanImages, planned.fits) }),
        config: { ...planned.config, shifts, ...count, ...(cleanImages === undefined ? {} : { cleanImages }) },
      },
    ];
  };
  const names = choices.corruptions.filter((name) => !leftOut.includes(name));
  return {
    ...suite,
    choices,
    variant: JSON.stringify([leftOut, images, cleanImages]),
    notes: [
      ...suite.notes,
      ...(leftOut.length === 0
        ? []
        : [
            `Corruptions: ${names.map((name) => corruptionShortNames[name] ?? name).join(', ')}; averages are over these.`,
          ]),
      ...(images === undefined || images === choices.images
        ? []
        : [`Images per shift: ${images ?? 'all'}; usually ${choices.images ?? 'all'}.`]),
      ...(cleanImages === undefined
        ? []
        : [`After each stream ${cleanImages} clean images are predicted, for forgetting.`]),
    ],
    columns: suite.columns.filter(({ id }) => !leftOut.includes(id)),
    plan: (seed) => suite.plan(seed).flatMap(resizedRun),
  };
}
