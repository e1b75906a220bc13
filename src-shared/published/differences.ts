import { canonicalJson } from '../canonical.ts';
import { settings, type Tested } from '../comparison/settings.ts';
import { isStated, unknownText } from '../external-run.ts';
import { knownNormalisations, normalisationText, type NormalisationChoice } from '../normalisation.ts';
import type { RunConfig } from '../run-config.ts';
import { checkpoints, type CheckpointId } from './checkpoints.ts';

/** A run, or one that is only planned, with what is known of it beside its settings. */
export interface TestedRun extends Tested {
  /** The published checkpoint that its model is; null where nobody knows. */
  readonly checkpoint: CheckpointId | null;
  /** The arithmetic of its model that tensors leave open (`arithmeticText`); null where it is not known yet. */
  readonly arithmetic: string | null;
  /** Images of each shift that it has, or the fewest where that differs; null where they are not counted yet. */
  readonly images: number | null;
}

/** Facts in a table about the run that would repeat it. */
export interface Printed {
  /** Complete, as `configure` makes it. */
  readonly config: RunConfig;
  readonly checkpoint: CheckpointId | null;
  readonly images: number;
}

/** A setting in which a run differs from what a published number was made with. */
export interface PublishedDifference {
  /** As `settings` has it; `checkpoint` for the model, `arithmetic` for what it computes. */
  readonly key: string;
  readonly label: string;
  readonly run: string;
  readonly published: string;
}

interface Scope {
  /** The number is one of a single stream: which other shifts there were decides nothing. */
  readonly ofStream: boolean;
  /** Whether the method uses source images at all. */
  readonly usesSource: boolean;
  /** Names an option of the method. */
  readonly optionLabel: (option: string) => string;
}

/**
 * Settings that are compared by more than their values (below), and those that decide nothing here: where folders lie, the
 * seed, which a table's numbers are samples over, and what would be done with batches that published runs did not have.
 */
export const comparedApart: ReadonlySet<string> = new Set([
  ...['model', 'reading', 'modelHash', 'modelTensors', 'arithmetic', 'normalisation', 'images', 'orderFile'],
  ...['dataset.path', 'dataset.source', 'dataset.split', 'datasetFingerprint', 'preprocessing', 'seed', 'onNonFinite'],
]);

/** The file of indices that the authors of SAR gave with their code, for the seed and the imbalance ratio in its name. */
const orderFileOfSar = /(?:^|[\\/])(?:seed\d+_)?total_100000_ir_(\d+)_class_order_shuffle_yes\.npy$/;

/** Label shift that was drawn beforehand is the one that the lab draws, as far as a protocol goes. */
function withDrawnOrder<T extends Tested>(run: T): T {
  const ratio = orderFileOfSar.exec(run.config.orderFile ?? '')?.[1];
  if (ratio === undefined) return run;
  const drawn = { orderFile: null, imbalanceRatio: Number(ratio), replacement: true };
  return { ...run, config: { ...run.config, ...drawn } };
}

/** The normalisation that a choice resolves to; `model` only where the record leaves it open. */
function normalisationOf(run: Tested): NormalisationChoice | typeof unknownText {
  const { config, provenance } = run;
  if (!isStated(run, 'normalisation')) return unknownText;
  if (config.normalisation !== 'model') return config.normalisation;
  const names = ['half', 'imagenet'] as const;
  const found = names.find((name) => provenance?.preprocessing.includes(normalisationText(knownNormalisations[name])));
  return found ?? 'model';
}

const labelOf = (key: string): string => settings.find((setting) => setting.key === key)!.label;
const count = (images: number): string => images.toLocaleString('en');

function modelDifferences(run: TestedRun, printed: Printed): PublishedDifference[] {
  const { checkpoint } = printed;
  if (checkpoint === null || run.checkpoint !== checkpoint) {
    const text = { run: run.checkpoint ?? 'not recognised', published: checkpoint ?? 'not said' };
    return [{ key: 'checkpoint', label: 'Checkpoint', ...text }];
  }
  const { arithmetic } = checkpoints[checkpoint];
  if (run.arithmetic === null || run.arithmetic.startsWith(arithmetic)) return [];
  return [{ key: 'arithmetic', label: labelOf('arithmetic'), run: run.arithmetic, published: arithmetic }];
}

function imageDifferences({ config, images }: TestedRun, printed: Printed): PublishedDifference[] {
  const found = images ?? Math.min(config.images ?? printed.images, printed.images);
  if (found === printed.images) return [];
  return [{ key: 'images', label: labelOf('images'), run: count(found), published: count(printed.images) }];
}

function differencesIn(run: Tested, printed: Tested, isCompared: (key: string) => boolean): PublishedDifference[] {
  return settings.flatMap(({ key, label, compare, read, text }) => {
    if (compare.topic !== 'protocol' || !isCompared(key) || read(run) === read(printed)) return [];
    return [{ key, label, run: text(run) ?? 'none', published: text(printed) ?? 'none' }];
  });
}

function optionDifferences(run: Tested, printed: RunConfig, label: Scope['optionLabel']): PublishedDifference[] {
  // Of results from elsewhere no options are known.
  if (run.external) return [{ key: 'options', label: 'Options', run: unknownText, published: 'as published' }];
  return Object.entries(printed.options).flatMap(([name, value]) => {
    const own = run.config.options[name];
    if (own === undefined || canonicalJson(own) === canonicalJson(value)) return [];
    return [{ key: `option.${name}`, label: label(name), run: String(own), published: String(value) }];
  });
}

/**
 * In what a run differs from the one that a published number is of: empty where they may stand side by side. The methods must
 * be the same.
 */
export function publishedDifferences(tested: TestedRun, printed: Printed, scope: Scope): PublishedDifference[] {
  const run = withDrawnOrder(tested);
  const published: Tested = { config: printed.config, provenance: null };
  // The effect of other settings depends on how many streams there are: which ones is a difference of its own.
  const alike: Tested = { config: { ...printed.config, shifts: run.config.shifts }, provenance: null };
  const [own, theirs] = [normalisationOf(run), normalisationOf(published)];
  const orderFile = {
    key: 'orderFile',
    label: labelOf('orderFile'),
    run: run.config.orderFile ?? '',
    published: 'none',
  };
  return [
    ...modelDifferences(run, printed),
    ...(own === theirs ? [] : [{ key: 'normalisation', label: labelOf('normalisation'), run: own, published: theirs }]),
    ...imageDifferences(run, printed),
    ...(run.config.orderFile === null ? [] : [orderFile]),
    ...(scope.ofStream ? [] : differencesIn(run, published, (key) => key === 'shifts')),
    ...differencesIn(run, alike, (key) => !comparedApart.has(key) && (scope.usesSource || key !== 'sourceImages')),
    ...optionDifferences(run, printed.config, scope.optionLabel),
  ];
}
