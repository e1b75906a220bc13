import type { AdaptRun, RunRecord } from '../records.ts';
import { protocolLines, type ProtocolLine } from './protocol.ts';

/** Settings that name a file or folder: its last part says enough. */
const paths = new Set(['dataset', 'model', 'mgg']);

function wordsOf({ key, label, values }: ProtocolLine, place: number): string[] {
  const value = values[place] ?? null;
  if (value === null) return [];
  const name = /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return [`${name} ${paths.has(key) ? (value.split(/[\\/]/).findLast(Boolean) ?? value) : value}`];
}

/**
 * What tells runs of the same name apart, in words for each, e.g. `['lr 0.003', 'seed 2021']`: as few settings as
 * needed, and no more than `most`.
 */
export function tellingSettings(runs: readonly AdaptRun[], most: number): (readonly string[])[] {
  const words: string[][] = runs.map(() => []);
  const isUnique = (): boolean => new Set(words.map((own) => own.join())).size === runs.length;
  let used = 0;
  for (const line of protocolLines(runs)) {
    if (used === most || isUnique()) break;
    if (!line.differs || line.topic === 'computer' || /hash|fingerprint/i.test(line.key)) continue;
    const before = new Set(words.map((own) => own.join())).size;
    const next = words.map((own, place) => [...own, ...wordsOf(line, place)]);
    if (new Set(next.map((own) => own.join())).size === before) continue;
    words.forEach((own, place) => own.push(...wordsOf(line, place)));
    used++;
  }
  return words;
}

const settingsInName = 3;

/** Names of runs of one name; those that agree in everything are numbered, the first made first. */
function twinNames(twins: readonly AdaptRun[]): string[] {
  const words = tellingSettings(twins, settingsInName);
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
 * Names that tell runs apart, by id: where several of a group have the same name, what they differ in stands behind it,
 * e.g. `MGTTA, lr 0.003, seed 2021`. Runs whose own name is enough are left out.
 */
export function namesApart(runs: readonly RunRecord[]): Map<string, string> {
  const adaptations = runs.filter((run) => run.kind === 'adapt');
  const twins = Map.groupBy(adaptations, ({ group, name }) => JSON.stringify([group, name]));
  const apart = new Map<string, string>();
  for (const same of twins.values()) {
    if (same.length === 1) continue;
    twinNames(same).forEach((name, place) => apart.set(same[place]!.id, name));
  }
  return apart;
}
