import { validationCorruptionNames } from '../corruptions.ts';
import type { ChosenOn } from './chosen.ts';
import type { RunConfigInput } from '../run-config.ts';
import { readsValidation, type Rule } from './rules.ts';
import type { Sweep, SweepBase, SweepEntry, TrialValues } from './sweep.ts';

/** On which streams a run of a trial is: the sweep's own, or those for choosing. */
export type TrialData = 'own' | 'validation';

/** Further images of each stream for rules, where the sweep sets no number. */
const imagesForRules = 1000;

/** All rules that a sweep needs numbers of. */
export const rulesOf = ({ rule, rules }: Pick<Sweep, 'rule' | 'rules'>): ReadonlySet<Rule> =>
  new Set<Rule>(['oracle', rule, ...rules]);

/** Whether a rule goes by the runs on these streams. */
export const readsData = (rule: Rule, data: TrialData): boolean => readsValidation(rule) === (data === 'validation');

/** The streams that the runs of a trial are on. */
export const dataOf = (sweep: Pick<Sweep, 'rule' | 'rules'>): readonly TrialData[] =>
  [...rulesOf(sweep)].some(readsValidation) ? ['own', 'validation'] : ['own'];

/** Measurements that rules need beside the streams. */
function measured(sweep: Sweep): Pick<SweepBase, 'cleanImages' | 'unlabelledImages'> {
  const rules = rulesOf(sweep);
  const { cleanImages, unlabelledImages } = sweep.base;
  const again = rules.has('consistency') || rules.has('snd');
  return {
    cleanImages: cleanImages ?? (rules.has('sAcc') ? imagesForRules : null),
    unlabelledImages: unlabelledImages ?? (again ? imagesForRules : null),
  };
}

/** The configuration of a run of a trial. */
export function trialConfig(
  sweep: Sweep,
  { method, mgg, options, vary }: SweepEntry,
  values: TrialValues,
  seed: number,
  data: TrialData = 'own',
): RunConfigInput {
  const given = Object.entries(values);
  const chosen = given.flatMap(([name, value]) => (name in vary && value !== null ? [[name, value] as const] : []));
  const settings = given.filter(([name]) => !(name in vary));
  const streams =
    data === 'validation' ? { ...sweep.validation, cleanImages: null, unlabelledImages: null } : measured(sweep);
  const config = { ...sweep.base, ...Object.fromEntries(settings), ...streams };
  return { ...config, method, mgg, options: { ...options, ...Object.fromEntries(chosen) }, seed };
}

/** Streams for the rule `validation`: validation corruptions, of the embedded data on its validation images. */
export function validationStreams({
  dataset,
  shifts,
  images = null,
}: Pick<RunConfigInput, 'dataset' | 'shifts' | 'images'>): NonNullable<Sweep['validation']> {
  const severity = Math.max(...shifts.map((shift) => shift.severity)) || 5;
  return {
    dataset: dataset.kind === 'quickstart' ? { kind: 'quickstart', split: 'validation' } : dataset,
    shifts: validationCorruptionNames.map((corruption) => ({ corruption, severity })),
    images,
  };
}

const isValidation = (name: string): boolean => validationCorruptionNames.some((one) => one === name);

/** Whether images are there to report results on: those of the test split, or of a folder under other than validation corruptions. */
export const isTestData = ({ dataset, shifts }: Pick<SweepBase, 'dataset' | 'shifts'>): boolean =>
  dataset.kind === 'quickstart' ? dataset.split === 'test' : shifts.some(({ corruption }) => !isValidation(corruption));

interface Streams {
  readonly base: Pick<SweepBase, 'dataset' | 'shifts'>;
  readonly validation: Pick<SweepBase, 'dataset' | 'shifts'> | null;
}

export function chosenOn(rule: Rule, { base, validation }: Streams): ChosenOn {
  if (rule === 'validation') return validation && isTestData(validation) ? 'test' : 'validation';
  if (rule === 'sAcc') return 'clean';
  if (!isTestData(base)) return 'validation';
  return rule === 'oracle' ? 'test' : 'test-images';
}
