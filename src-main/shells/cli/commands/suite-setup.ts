import path from 'node:path';
import { answersText } from '../../../../src-shared/model-reading.ts';
import { paperSetupSchema } from '../../../../src-shared/paper-setup.ts';
import { parseOptions } from '../../../methods/method.ts';
import { readingOf, type ReadingFlags } from '../common-options.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { render } from '../run-tables.ts';

const paths = [
  ...(['imagenetC', 'imagenetR', 'imagenetSketch', 'imagenetA', 'clean'] as const),
  ...(['model', 'wildModel', 'mgg', 'mggLstm'] as const),
] as const;
const settings = ['images', 'pretrainSteps', 'normalisation', 'engine', 'threads'] as const;

/** Flags of `lab suite setup`: what is to be changed; `none` unsets a path, `all` the number of images. */
export type SuiteSetupFlags = CommonOptions &
  ReadingFlags & { readonly [Name in (typeof paths)[number]]?: string } & {
    readonly [Name in (typeof settings)[number]]?: number | string;
  };

const unset = (value: unknown): boolean => value === 'none' || value === 'all';

function changesOf(flags: SuiteSetupFlags): Record<string, unknown> {
  const given = (names: readonly (keyof SuiteSetupFlags)[]) => names.filter((name) => flags[name] !== undefined);
  return Object.fromEntries([
    ...given(paths).map((name) => [name, unset(flags[name]) ? null : path.resolve(String(flags[name]))]),
    ...given(settings).map((name) => [name, unset(flags[name]) ? null : flags[name]]),
  ]) as Record<string, unknown>;
}

/** Changes where the data of the paper's suites lies, and shows it. */
export function suiteSetupCommand({ dataDir, json, debug, ...flags }: SuiteSetupFlags): Promise<void> {
  const common = { ...(dataDir === undefined ? {} : { dataDir }), ...(debug === undefined ? {} : { debug }) };
  return withLab(common, async ({ api }) => {
    const { reading, ...before } = await api.getPaperSetup({});
    // Answers about the previous model don't apply to another one.
    const changes = { ...changesOf(flags), ...readingOf(flags, flags.model === undefined ? reading : {}) };
    const asked = parseOptions('the setup', paperSetupSchema, { ...before, ...changes });
    const setup = await api.changePaperSetup(asked);
    if (json) printJson(setup);
    else
      print(
        render(
          ['Setting', 'Value'],
          Object.entries(setup).map(([name, value]) => [
            name,
            typeof value === 'object' && value !== null ? answersText(value) : String(value ?? '–'),
          ]),
        ),
      );
  });
}
