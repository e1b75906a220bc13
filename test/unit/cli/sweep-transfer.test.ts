import { describe, expect, it } from 'vitest';
import { methodList } from '../../../src-main/planning/own-lists.ts';
import {
  targetFlags,
  targetName,
  transferTable,
  type Target,
} from '../../../src-main/shells/cli/commands/sweep-transfer.ts';
import { buildProgram } from '../../../src-main/shells/cli/program.ts';
import { sweepOf } from '../../../src-main/shells/cli/sweep-flags.ts';
import type { SweepState } from '../../../src-shared/api/sweeps.ts';
import { sweepSchema, type Sweep } from '../../../src-shared/sweeps/sweep.ts';

const program = await buildProgram(['sweep', 'transfer']);
const known = await methodList();

/** Flags that `lab sweep transfer` makes of its arguments. */
function given(...args: string[]): { readonly to: readonly Target[] } {
  let flags: { readonly to: readonly Target[] } = { to: [] };
  const sweep = program.commands.find((command) => command.name() === 'sweep')!;
  const command = sweep.commands.find((one) => one.name() === 'transfer')!.exitOverride();
  command.action((parsed: typeof flags) => {
    flags = parsed;
  });
  command.parse(args, { from: 'user' });
  return flags;
}

async function sweeps(...args: string[]): Promise<Sweep[]> {
  const flags = given(...args);
  const made: Sweep[] = [];
  for (const target of flags.to) {
    const asked = targetFlags(target, flags);
    made.push(
      sweepSchema.parse(await sweepOf(targetName(target), asked, {}, known, (config) => Promise.resolve(config))),
    );
  }
  return made;
}

describe('lab sweep transfer', () => {
  it('makes a sweep for each target, which chooses the rate of each method on validation corruptions', async () => {
    const [one, two] = await sweeps(
      ...['--to', 'model=/m/resnet.pth,dataset=/d/pets,source=/d/clean'],
      ...['--to', 'model=/m/vit.pth,heads=4,corruption=fog,snow/3', '--mgg', '/mine.safetensors', '--lr', '0.1,1'],
    );
    expect([one!.name, two!.name]).toEqual(['resnet on pets', 'vit on quickstart, fog, snow/3']);
    expect(one!.base).toMatchObject({ model: '/m/resnet.pth', dataset: { path: '/d/pets', source: '/d/clean' } });
    expect(two!.base).toMatchObject({ model: '/m/vit.pth', reading: { heads: 4 }, dataset: { split: 'test' } });
    expect(two!.base.shifts).toEqual([
      { corruption: 'fog', severity: 5 },
      { corruption: 'snow', severity: 3 },
    ]);
    for (const sweep of [one!, two!]) {
      expect(sweep.rule).toBe('validation');
      expect(sweep.validation!.shifts.map(({ corruption }) => corruption)).toContain('spatter');
      expect(sweep.methods.map(({ method, mgg, vary }) => [method, mgg, vary])).toEqual([
        ['noadapt', null, {}],
        ['foa_sgd', null, { lr: { values: [0.1, 1] } }],
        ['foa_adam', null, { lr: { values: [0.1, 1] } }],
        ['mgtta', '/mine.safetensors', { lr: { values: [0.1, 1] } }],
      ]);
    }
    expect(two!.validation!.dataset).toEqual({ kind: 'quickstart', split: 'validation' });
  });

  it('takes the generator of the quick start and a range of rates where nothing else is said', async () => {
    const [sweep] = await sweeps('--to', 'model=/m/vit.pth');
    expect(sweep!.methods.at(-1)).toMatchObject({
      mgg: 'quickstart',
      vary: { lr: { from: 1e-4, to: 1, steps: 9, scale: 'log' } },
    });
  });

  it('refuses what is no part of a target', () => {
    expect(() => given('--to', 'weight=2')).toThrow("'weight=2' is none of dataset=…");
    expect(() => given()).toThrow('--to');
  });

  it('shows what the rule chose of each method, and with which rate', async () => {
    const [sweep] = await sweeps('--to', 'model=/m/vit.pth');
    const trial = (index: number, values: Record<string, number>, mean: number) => ({
      ...{ method: 'MGTTA', index, values, status: 'done' as const, runIds: [], validationRunIds: [] },
      ...{ perSeed: [mean], mean, std: null, scores: {} },
    });
    const choice = (rule: 'oracle' | 'validation', index: number, mean: number) => ({
      ...{ rule, chosenOn: 'validation' as const, mark: '', trial: index, mean, std: null, regret: 0 },
    });
    const state: SweepState = {
      summary: {
        ...{ id: 'a', name: 'a', shipped: false, createdAt: null, methods: [], trials: 2, runs: 2, finished: 2 },
        active: false,
      },
      ...{ sweep: { ...sweep!, name: 'Transfer to vit' }, metric: 'top1', higherIsBetter: true },
      methods: [
        {
          ...{ name: 'MGTTA', method: 'mgtta', variables: [], trials: 2, bestSoFar: [] },
          choices: [choice('oracle', 1, 71), choice('validation', 0, 70)],
        },
      ],
      trials: [trial(0, { lr: 0.1 }, 70), trial(1, { lr: 1 }, 71)],
    };
    const table = transferTable([state]);
    expect(table).toMatch(/Method\s+│\s+vit/);
    expect(table).toContain('70.0 (lr=0.1)');
    expect(table).not.toContain('71.0');
  });
});
