import path from 'node:path';
import { absoluteMgg, absoluteModel } from '../../platform/package-root.ts';

/** Texts converted by `toFull`; other values stay, so that the check reports them. */
const ofText =
  (toFull: (text: string) => string) =>
  (value: unknown): unknown =>
    typeof value === 'string' && value !== '' ? toFull(value) : value;

const full = ofText((file) => path.resolve(file));

function fullDataset(dataset: unknown): unknown {
  if (typeof dataset !== 'object' || dataset === null || !('path' in dataset)) return dataset;
  return { ...dataset, path: full(dataset.path), ...('source' in dataset ? { source: full(dataset.source) } : {}) };
}

const fullers: Readonly<Record<string, (value: unknown) => unknown>> = {
  dataset: fullDataset,
  evaluation: fullDataset,
  model: ofText(absoluteModel),
  mgg: ofText(absoluteMgg),
  output: full,
  orderFile: full,
  oodFolder: full,
};

/** A configuration, not checked yet, in which paths go from the root of their disk on rather than from where the user is. */
export function withFullPaths<Config extends object>(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]: [string, unknown]) => [name, fullers[name]?.(value) ?? value]),
  ) as Config;
}
