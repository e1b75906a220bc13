import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import type { AdaptRun } from '../../../../src-shared/records.ts';

/* The walkthrough of docs/extending.md: the lab as if the setting that it declares were in the schema of runs. */

vi.mock(import('../../../../src-shared/run-config.ts'), async (original) => {
  const own = await original();
  const { numberOption } = await import('../../../../src-shared/options.ts');
  const page = readFileSync('docs/extending.md', 'utf8');
  const [, declaration = ''] = /^```ts setting\n([^]*?)^```$/m.exec(page) ?? [];
  const shape = runInNewContext(`({ ${declaration} })`, { numberOption }) as Record<string, never>;
  return {
    ...own,
    runConfigSchema: own.runConfigSchema.extend(shape) as unknown as typeof own.runConfigSchema,
    runProtocolSchema: own.runProtocolSchema.extend(shape) as unknown as typeof own.runProtocolSchema,
  };
});

const { runConfigSchema } = await import('../../../../src-shared/run-config.ts');
const config = (labelNoise?: number) =>
  runConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model: 'quickstart',
    method: 'tent',
    shifts: [{ corruption: 'fog', severity: 5 }],
    ...(labelNoise === undefined ? {} : { labelNoise }),
  });

it('gives a field on New experiment', async () => {
  const { allSpecs, settingGroups } = await import('../../../../src-renderer/components/experiment/form-state.ts');
  const { optionProblem } = await import('../../../../src-shared/option-specs.ts');
  expect(settingGroups.advanced).toContain('labelNoise');
  const spec = allSpecs().find(({ name }) => name === 'labelNoise')!;
  expect(spec).toMatchObject({ label: 'Label noise', symbol: 'ρ', default: 0, minimum: 0, maximum: 1 });
  expect(optionProblem(spec, 2)).toBe('Enter 1 or less.');
});

it('gives a flag, and the words that repeat a run', async () => {
  const { addSettingFlags } = await import('../../../../src-main/shells/cli/setting-flags.ts');
  const { configOf } = await import('../../../../src-main/shells/cli/run-flags.ts');
  const { runCommand } = await import('../../../../src-shared/run-command.ts');
  const command = addSettingFlags(new Command()).parse(['--label-noise', '0.2'], { from: 'user' });
  expect(command.helpInformation()).toMatch(/--label-noise <n> +Share of the images whose label/);
  expect(configOf(command.opts())).toMatchObject({ labelNoise: 0.2 });
  expect(runCommand(config(0.2))).toContain('--label-noise 0.2');
  expect(runCommand(config())).not.toContain('label-noise');
});

it('counts for the identity of a run where it is not the default only', async () => {
  const { identityOf } = await import('../../../../src-shared/identity.ts');
  const { labelNoise: _default, ...before } = { labelNoise: 0, ...config() };
  const identities = [before, config(), config(0.2)].map((of) => JSON.stringify(identityOf('adapt', of as never, {})));
  expect(identities[0]).toBe(identities[1]);
  expect(identities[2]).not.toBe(identities[0]);
});

it('is part of protocols, of what Compare lists, and of the exported table', async () => {
  const { protocolDifferences } = await import('../../../../src-shared/protocol.ts');
  const { mainProtocol } = await import('../../../../src-shared/published/protocols.ts');
  expect(mainProtocol).toMatchObject({ labelNoise: 0 });
  expect(protocolDifferences({ ...mainProtocol, ...{ labelNoise: 0.2 } }, mainProtocol)).toEqual([
    { key: 'labelNoise', label: 'Label noise', first: '0.2', second: '0' },
  ]);
  const { summaryCsv } = await import('../../../../src-main/exports/export-summary.ts');
  const csv = summaryCsv([{ run: { config: config(0.2), tags: [] } as unknown as AdaptRun, shifts: [] }]);
  const [head, row] = csv.split('\n').map((line) => line.trim().split(','));
  expect(row![head!.indexOf('label_noise')]).toBe('0.2');
});

it('is a column of the table of runs and a fact of a run', async () => {
  const { settingFacts } = await import('../../../../src-renderer/components/run/facts.ts');
  const { foundColumns } = await import('../../../../src-renderer/components/runs/found-columns.ts');
  const run = { kind: 'adapt', config: config(0.2) } as AdaptRun;
  expect(settingFacts(run)).toContainEqual({ key: 'Label noise', value: '0.2' });
  const context = {
    nameOf: () => '',
    methodName: () => '',
    optionLabel: () => '',
    shiftsOf: () => [],
    baseline: undefined,
  };
  const column = foundColumns([run], context).find(({ id }) => id === 'setting.labelNoise')!;
  expect([column.label, column.title, column.read(run)]).toEqual(['ρ', 'Label noise', 0.2]);
  expect(column.names).toContain('labelNoise');
});
