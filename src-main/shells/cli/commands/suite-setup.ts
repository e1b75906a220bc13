import path from 'node:path';
import { paperSetupSchema, type PaperSetup } from '../../../../src-shared/paper-setup.ts';
import { parseOptions } from '../../../methods/method.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { render } from '../tables.ts';

/** Flags of `lab suite setup`: fields of the setup that are to be changed; null unsets one. */
export type SuiteSetupFlags = CommonOptions & { readonly [Name in keyof PaperSetup]?: PaperSetup[Name] };

export const setupPaths = [
  'imagenetC',
  'imagenetR',
  'imagenetSketch',
  'imagenetA',
  'clean',
  'model',
  'mgg',
  'mggLstm',
] as const;
const settings = ['images', 'pretrainSteps', 'engine', 'threads'] as const;

function changesOf(flags: SuiteSetupFlags): Partial<PaperSetup> {
  const paths = setupPaths.flatMap((name) => {
    const given = flags[name];
    return given === undefined ? [] : [[name, given === null ? null : path.resolve(given)]];
  });
  const rest = settings.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]));
  return Object.fromEntries([...paths, ...rest]) as Partial<PaperSetup>;
}

/** Changes where the data of the paper's suites lies, and shows it. */
export function suiteSetupCommand({ dataDir, json, debug, ...flags }: SuiteSetupFlags): Promise<void> {
  const common = { ...(dataDir === undefined ? {} : { dataDir }), ...(debug === undefined ? {} : { debug }) };
  return withLab(common, async (lab) => {
    const changes = changesOf(flags);
    parseOptions('the setup', paperSetupSchema, { ...lab.suites.setup, ...changes });
    const setup = lab.suites.changeSetup(changes);
    if (json) printJson(setup);
    else
      print(
        render(
          ['Setting', 'Value'],
          Object.entries(setup).map(([name, value]) => [name, String(value ?? '–')]),
        ),
      );
    return Promise.resolve();
  });
}
