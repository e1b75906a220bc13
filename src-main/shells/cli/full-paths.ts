import path from 'node:path';
import { isNameOfMgg, isNameOfModel } from '../../platform/package-root.ts';

const full = (value: unknown): unknown => (typeof value === 'string' && value !== '' ? path.resolve(value) : value);

function fullDataset(dataset: unknown): unknown {
  if (typeof dataset !== 'object' || dataset === null || !('path' in dataset)) return dataset;
  return { ...dataset, path: full(dataset.path), ...('source' in dataset ? { source: full(dataset.source) } : {}) };
}

const fullers: Readonly<Record<string, (value: unknown) => unknown>> = {
  dataset: fullDataset,
  evaluation: fullDataset,
  model: (model) => (typeof model === 'string' && isNameOfModel(model) ? model : full(model)),
  mgg: (mgg) => (typeof mgg === 'string' && isNameOfMgg(mgg) ? mgg : full(mgg)),
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
