import { describeOptions, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, choices }: OptionSpec): string {
  if (choices) return `one of ${choices.join(', ')}`;
  const bounds = [
    exclusiveMinimum === undefined ? undefined : `> ${exclusiveMinimum}`,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    exclusiveMaximum === undefined ? undefined : `< ${exclusiveMaximum}`,
    maximum === undefined ? undefined : `≤ ${maximum}`,
  ];
  return bounds.filter((bound) => bound !== undefined).join(', ');
}

/** One option as a line of help. */
export function optionLine(option: OptionSpec): string {
  const standard = option.default === null ? (option.nullMeans ?? 'none') : String(option.default);
  const facts = [range(option), `default ${standard}`].filter((fact) => fact !== '').join('; ');
  return `    --opt ${option.name}=…  ${option.help} (${facts})`;
}

/** Settings that have flags of their own. */
const ownFlags = ['model', 'engine', 'threads'];

/** Help for everything that `--opt` takes. */
export function pretrainOptionHelp(): string {
  const options = describeOptions(pretrainConfigSchema).filter(({ name }) => !ownFlags.includes(name));
  return ['', 'Settings for --opt:', ...options.map(optionLine)].join('\n');
}
