import type { AdaptRun, PretrainRun, RunRecord } from '../records.ts';
import { pretrainSettings } from './pretrain-settings.ts';
import { protocolLines } from './protocol-lines.ts';

/** A setting of several runs, one text for each. */
interface DifferingSetting {
  readonly key: string;
  readonly label: string;
  readonly values: readonly (string | null)[];
}

/** Settings that name a file or folder: its last part says enough. */
const paths = new Set(['dataset', 'model', 'mgg']);

function wordsOf({ key, label, values }: DifferingSetting, place: number): string[] {
  const value = values[place] ?? null;
  if (value === null) return [];
  const name = /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return [`${name} ${paths.has(key) ? (value.split(/[\\/]/).findLast(Boolean) ?? value) : value}`];
}

/** As few of the differing settings as needed to distinguish `count` runs, in words for each run. */
function distinguishingWords(
  settings: readonly DifferingSetting[],
  count: number,
  most: number,
): (readonly string[])[] {
  const words: string[][] = Array.from({ length: count }, () => []);
  const isUnique = (): boolean => new Set(words.map((own) => own.join())).size === count;
  let used = 0;
  for (const line of settings) {
    if (used === most || isUnique()) break;
    const before = new Set(words.map((own) => own.join())).size;
    const next = words.map((own, place) => [...own, ...wordsOf(line, place)]);
    if (new Set(next.map((own) => own.join())).size === before) continue;
    words.forEach((own, place) => own.push(...wordsOf(line, place)));
    used++;
  }
  return words;
}

/**
 * Words that distinguish runs of the same name, e.g. `['lr 0.003', 'seed 2021']`: as few settings as
 * needed, and no more than `most`.
 */
export function distinguishingSettings(runs: readonly AdaptRun[], most: number): (readonly string[])[] {
  const differing = protocolLines(runs).filter(
    ({ key, differs, topic }) => differs && topic !== 'computer' && !/hash|fingerprint/i.test(key),
  );
  return distinguishingWords(differing, runs.length, most);
}

function distinguishingPretrainSettings(runs: readonly PretrainRun[], most: number): (readonly string[])[] {
  const differing = pretrainSettings(runs).filter(({ values }) => new Set(values).size > 1);
  return distinguishingWords(differing, runs.length, most);
}

const settingsInName = 3;

/** Names of runs of one name; those that agree in everything are numbered, the first made first. */
function twinNames<Run extends RunRecord>(
  twins: readonly Run[],
  wordsOf: (twins: readonly Run[], most: number) => (readonly string[])[],
): string[] {
  const words = wordsOf(twins, settingsInName);
  const names = twins.map(({ name }, place) =>
    [name, ...words[place]!.filter((word) => !name.includes(word))].join(', '),
  );
  const oldestFirst = names
    .map((name, place) => ({ name, place, createdAt: twins[place]!.createdAt }))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || b.place - a.place);
  const counts = new Map<string, number>();
  for (const { name, place } of oldestFirst) {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > 1) names[place] = `${name} (${count})`;
  }
  return names;
}

/**
 * Distinct names of runs, by id: where several of a group have the same name, what they differ in stands behind it,
 * e.g. `MGTTA, lr 0.003, seed 2021`. Runs whose own name is enough are left out.
 */
export function namesApart(runs: readonly RunRecord[]): Map<string, string> {
  const apart = new Map<string, string>();
  function nameApart<Run extends RunRecord>(some: readonly Run[], wordsOf: Parameters<typeof twinNames<Run>>[1]): void {
    for (const twins of Map.groupBy(some, ({ group, name }) => JSON.stringify([group, name])).values()) {
      if (twins.length === 1) continue;
      twinNames(twins, wordsOf).forEach((name, place) => apart.set(twins[place]!.id, name));
    }
  }
  nameApart(
    runs.filter((run) => run.kind === 'adapt'),
    distinguishingSettings,
  );
  nameApart(
    runs.filter((run) => run.kind === 'pretrain'),
    distinguishingPretrainSettings,
  );
  return apart;
}
