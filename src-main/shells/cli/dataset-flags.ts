import { LabError } from '../../../src-shared/errors.ts';
import type { Benchmark, DatasetConfig } from '../../../src-shared/run-config.ts';

export interface DatasetFlags {
  /** A folder, or `quickstart`. */
  readonly dataset?: string | undefined;
  readonly split?: 'test' | 'validation' | 'train' | undefined;
  readonly source?: string | undefined;
  readonly benchmark?: Benchmark | 'none' | undefined;
  readonly corrupted?: boolean | undefined;
  readonly domains?: boolean | undefined;
}

type Folder = Extract<DatasetConfig, { kind: 'folder' }>;
type Facts = Pick<Folder, 'source' | 'benchmark' | 'corrupted' | 'domains'>;

function refuse(
  flags: DatasetFlags,
  names: readonly (keyof DatasetFlags)[],
  prefix: string,
  message: string,
  hint: string,
): void {
  const name = names.find((candidate) => flags[candidate] !== undefined);
  if (name !== undefined) throw new LabError('bad-option', `--${prefix}${name} ${message}`, hint);
}

/** Facts of a folder: as the flags say, else as before; `none`, `--no-corrupted` and `--no-domains` take them away. */
function factsOf({ source, benchmark, corrupted, domains }: DatasetFlags, before: Facts): Facts {
  const chosen = {
    source: source ?? before.source,
    benchmark: benchmark ?? before.benchmark,
    // Either the same images under each shift, or others in each domain.
    corrupted: corrupted ?? (domains ? false : before.corrupted),
    domains: domains ?? (corrupted ? false : before.domains),
  };
  return {
    ...(chosen.source === undefined || chosen.source === 'none' ? {} : { source: chosen.source }),
    ...(chosen.benchmark === undefined || chosen.benchmark === 'none' ? {} : { benchmark: chosen.benchmark }),
    ...(chosen.corrupted ? { corrupted: true } : {}),
    ...(chosen.domains ? { domains: true } : {}),
  };
}

/**
 * The dataset that flags make of another one. A folder in the place of a folder keeps what was known of it: its layout,
 * benchmark and source images are meant to be the same on another disk.
 * @param role the flag that names it; those that say more of another one than `dataset` begin with it
 * @throws LabError `bad-option` for a flag that does not apply to the kind of dataset
 */
export function datasetOf(
  flags: DatasetFlags,
  before: DatasetConfig,
  role: 'dataset' | 'evaluation' = 'dataset',
): DatasetConfig {
  const { dataset: named, split } = flags;
  const prefix = role === 'dataset' ? '' : `${role}-`;
  if (named === 'quickstart' || (named === undefined && before.kind === 'quickstart')) {
    const facts = ['source', 'benchmark', 'corrupted', 'domains'] as const;
    refuse(
      flags,
      facts,
      prefix,
      'says something about a folder, but the images are the embedded ones.',
      `Name the folder with --${role}.`,
    );
    return { kind: 'quickstart', split: split ?? (before.kind === 'quickstart' ? before.split : 'test') };
  }
  refuse(
    flags,
    ['split'],
    prefix,
    'is of the embedded images, but the images are those of a folder.',
    `Leave it out, or give --${role} quickstart.`,
  );
  const { path, ...facts } = before.kind === 'folder' ? before : { path: '' };
  return { kind: 'folder', path: named ?? path, ...factsOf(flags, facts) };
}
