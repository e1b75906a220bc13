import { Option, type Command } from 'commander';
import { flagOf, nullWord } from '../../../src-shared/command-words.ts';
import { describeOptions, type OptionSpec } from '../../../src-shared/option-specs.ts';
import type { z } from 'zod';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { parseInteger, parseNumber } from './parse.ts';

function helpOf({ help, default: standard, nullMeans }: OptionSpec): string {
  const word = nullMeans === undefined ? undefined : nullWord(nullMeans);
  const usual = standard === null ? word : String(standard);
  return `${help}${word === undefined ? '' : ` Or ${word}.`}${usual === undefined ? '' : ` (default: ${usual})`}`;
}

/** The parser of flags has no place for null: a word stands for it. */
function parserOf({ kind, minimum = -Number.MAX_SAFE_INTEGER, nullMeans }: OptionSpec): (text: string) => unknown {
  const parse = kind === 'integer' ? parseInteger(minimum) : parseNumber;
  const word = nullMeans === undefined ? undefined : nullWord(nullMeans);
  return (text) => (text === word ? word : parse(text));
}

function flagsOf(spec: OptionSpec): Option[] {
  const flag = flagOf(spec.name);
  switch (spec.kind) {
    case 'boolean':
      return [new Option(flag, helpOf(spec)), new Option(flag.replace('--', '--no-'), 'the opposite').hideHelp()];
    case 'choice':
      return [new Option(`${flag} <choice>`, helpOf(spec)).choices(spec.choices ?? [])];
    case 'integer':
    case 'number':
      return [new Option(`${flag} <${spec.unit ?? 'n'}>`, helpOf(spec)).argParser(parserOf(spec))];
  }
}

/** A flag for each setting of a run that its schema describes; what it reads has the name of the setting. */
export function addSettingFlags(command: Command, schema: z.ZodObject = runConfigSchema): Command {
  describeOptions(schema)
    .flatMap(flagsOf)
    .forEach((option) => command.addOption(option));
  return command;
}
