import { corruptionShortNames } from '../../../src-shared/comparison/corruption-words.ts';
import { allCorruptionNames } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s\-.]+/g, '_')
    .replace(/_+$/, '');

/** Other names of shifts in the tables of papers. */
const otherNames: Readonly<Record<string, string>> = {
  gaussian: 'gaussian_noise',
  gauss_noise: 'gaussian_noise',
  impulse: 'impulse_noise',
  defocus: 'defocus_blur',
  bright: 'brightness',
  elastic: 'elastic_transform',
  pixel: 'pixelate',
  jpeg_compress: 'jpeg_compression',
};

/** Names by what tables and logs call them. */
const knownNames = new Map<string, string>([
  ...Object.entries(otherNames),
  ...Object.entries(corruptionShortNames).map(([name, short]) => [plain(short), name] as const),
  ...allCorruptionNames.map((name) => [name, name] as const),
  ...['clean', 'original', 'none'].map((name) => [name, 'clean'] as const),
  ...['mixed', 'mix_shifts'].map((name) => [name, 'mixed'] as const),
]);

/** Whether a row is an average over others. */
export const isAverage = (name: string): boolean => /^(avg|average|mean|overall|total)$/.test(plain(name));

/**
 * The stream that results call by a name, such as `gaussian_noise`, `Gauss.`, `fog 5`, `fog/5`, `original` or `mix_shifts`.
 * @param severity stated elsewhere
 * @param where e.g. `line 3 of results.csv`
 * @throws LabError `bad-input` for an unknown corruption, or one without severity
 */
export function shiftNamed(text: string, severity: number | undefined, where: string): Shift {
  const [, stem = '', digit] = /^(.*?)(?:[\s_/-]*([1-5]))?$/.exec(text.trim()) ?? [];
  const corruption = knownNames.get(plain(text)) ?? knownNames.get(plain(stem));
  if (corruption === undefined) {
    throw new LabError(
      'bad-input',
      `There is no corruption named '${text}' (${where}).`,
      `Known are clean, mixed, ${allCorruptionNames.join(', ')}.`,
    );
  }
  if (corruption === 'clean') return { corruption, severity: 0 };
  const own = digit === undefined ? undefined : Number(digit);
  if (own !== undefined && severity !== undefined && own !== severity) {
    throw new LabError('bad-input', `'${text}' contradicts its severity ${severity} (${where}).`);
  }
  const said = own ?? severity;
  if (said === undefined) {
    throw new LabError(
      'bad-input',
      `'${text}' has no severity (${where}).`,
      'Add a column severity, or state the severity of all.',
    );
  }
  return { corruption, severity: said };
}
