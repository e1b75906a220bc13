import { LabError } from './errors.ts';
import { isNestedDeeper } from './json-depth.ts';

/** A configuration of a run as it stands in a file: settings by name, not checked yet. */
export type RawConfig = Readonly<Record<string, unknown>>;

const byteOrderMark = '\uFEFF';

const isObject = (value: unknown): value is RawConfig =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Kind of a JSON value, for those who expected something else. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'null';
  return isObject(value) ? 'an object' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}

function parseJson(name: string, text: string): unknown {
  if (isNestedDeeper(text)) {
    throw new LabError('bad-input', `${name} is nested deeper than the configuration of a run.`);
  }
  try {
    return JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text);
  } catch (error) {
    throw new LabError('bad-input', `${name} is not JSON: ${(error as Error).message}.`, undefined, error);
  }
}

/**
 * The configurations in a JSON file: one, or a list of them.
 * @throws LabError `bad-input` in one sentence about what the file holds instead
 */
export function readConfigs(name: string, text: string): readonly [RawConfig, ...RawConfig[]] {
  const content = parseJson(name, text);
  const items: readonly unknown[] = Array.isArray(content) && content.length > 0 ? content : [content];
  const [first, ...others] = items;
  const odd = [first, ...others].find((value) => !isObject(value));
  if (isObject(first) && odd === undefined && others.every(isObject)) return [first, ...others];
  const wrong = Array.isArray(content) && content.length > 0 ? `a list with ${kindOf(odd)} in it` : kindOf(odd);
  throw new LabError(
    'bad-input',
    `${name} holds ${wrong}, not the configuration of a run.`,
    'A configuration is an object such as {"method": "tent"}, or a list of them; lab export --format config writes some.',
  );
}
