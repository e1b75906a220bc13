import { describe, expect, it } from 'vitest';
import { chosenRates, quickstartRates, withRates } from '../../../scripts/quickstart/rates.ts';
import { judgingRate, pretraining } from '../../../scripts/quickstart/plan.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { StoredSweeps } from '../../../src-main/sweeps/stored-sweeps.ts';
import type { SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';

const settings = await readQuickstartSettings();
const { sweep } = await new StoredSweeps({ readValue: () => null, writeValue: () => undefined }).find(
  'quickstart-rates',
);

const trial = (method: string, index: number, lr: number, oracle: number | null): SweepTrial => ({
  method,
  index,
  values: { lr },
  status: oracle === null ? 'pruned' : 'done',
  runIds: [],
  validationRunIds: [],
  perSeed: [],
  mean: null,
  std: null,
  scores: { oracle },
});

/** A sweep of two methods: the best of one lies between two others, the other gave one up. */
function found(changes: Partial<SweepTrial> = {}): Pick<SweepState, 'sweep' | 'methods' | 'trials'> {
  const methodOf = (name: string, trials: number, best: number): SweepState['methods'][number] => ({
    name,
    method: name.toLowerCase(),
    variables: [],
    trials,
    choices: [
      { rule: 'entropy', chosenOn: 'validation', mark: '', trial: 0, mean: 50, std: null, regret: 1 },
      { rule: 'oracle', chosenOn: 'validation', mark: '', trial: best, mean: 60, std: null, regret: 0 },
    ],
    bestSoFar: [],
  });
  return {
    sweep,
    methods: [methodOf('TENT', 3, 2), methodOf('SPA', 2, 0)],
    trials: [
      trial('TENT', 0, 0.1, 0.5),
      trial('TENT', 1, 0.01, 0.55),
      trial('TENT', 2, 0.1 / Math.sqrt(10), 0.6),
      trial('SPA', 0, 1e-5, 0.4),
      { ...trial('SPA', 1, 10, null), ...changes },
    ],
  };
}

describe('the rates of the quick start', () => {
  it('are what the rule of the sweep has chosen, with three digits, beside all trials in their order', () => {
    expect(chosenRates(found())).toEqual([
      {
        name: 'TENT',
        lr: 0.0316,
        trials: [
          { lr: 0.01, accuracy: 0.55 },
          { lr: 0.0316, accuracy: 0.6 },
          { lr: 0.1, accuracy: 0.5 },
        ],
      },
      {
        name: 'SPA',
        lr: 0.00001,
        trials: [
          { lr: 0.00001, accuracy: 0.4 },
          { lr: 10, accuracy: null },
        ],
      },
    ]);
  });

  it('are not taken from a sweep that goes on, but from one with trials that failed', () => {
    expect(chosenRates(found({ status: 'failed' }))[1]?.trials[1]).toEqual({ lr: 10, accuracy: null });
    expect(() => chosenRates(found({ status: 'running' }))).toThrow('has not finished SPA');
  });

  it('replace those of the settings and nothing else', () => {
    const rates = settings.runs
      .filter(({ options }) => 'lr' in options)
      .map(({ name }) => ({ name, lr: name === 'SPA' ? 7 : 8, trials: [] }));
    const changed = withRates(settings, quickstartRates, rates);
    expect(changed.runs.find(({ name }) => name === 'SPA')?.options).toEqual({ noisePatch: 4, lr: 7 });
    expect(changed.runs.find(({ name }) => name === 'NoAdapt')?.options).toEqual({});
    const withoutRate = ({ runs, ...rest }: typeof settings): unknown => ({
      ...rest,
      runs: runs.map(({ options: { lr: _lr, ...options }, ...run }) => ({ ...run, options })),
    });
    expect(withoutRate(changed)).toEqual(withoutRate(settings));
    expect(() => withRates(settings, quickstartRates, rates.slice(1))).toThrow('a rate of TENT');
    expect(() => withRates(settings, quickstartRates, [...rates, { name: 'TNET', lr: 1, trials: [] }])).toThrow(
      'a rate of TNET',
    );
  });

  it('replace those of one part of the transfer, by the sweep that it names', () => {
    const part = settings.transfer.find(({ model }) => model === 'quickstart-small')!;
    const tuned = part.runs.filter(({ options }) => 'lr' in options);
    const rates = tuned.map(({ name }, at) => ({ name, lr: 7 + at, trials: [] }));
    const changed = withRates(settings, part.sweep, rates);
    expect(changed.runs).toEqual(settings.runs);
    expect(changed.transfer.filter(({ model }) => model !== part.model)).toEqual(
      settings.transfer.filter(({ model }) => model !== part.model),
    );
    const found = changed.transfer.find(({ model }) => model === part.model)!;
    expect(found.runs.flatMap(({ options: { lr } }) => lr ?? [])).toEqual(tuned.map((_, at) => 7 + at));
    expect(() => withRates(settings, 'elsewhere', rates)).toThrow('by the sweep elsewhere');
  });
});

describe('the generators of the quick start', () => {
  it('are judged at the rate of FOA-Adam, by the settings of the quick start', () => {
    const rate = judgingRate(settings);
    expect(rate).toBe(settings.runs.find(({ name }) => name === 'FOA-Adam')?.options['lr']);
    expect(pretraining({ model: 'quickstart', kind: 'gml', seed: 3 }, settings, rate)).toMatchObject({
      model: 'quickstart',
      seed: 3,
      evaluationLr: rate,
      evaluationBatchSize: settings.batchSize,
      sourceImages: settings.sourceImages,
    });
    expect(() => judgingRate({ ...settings, runs: [] })).toThrow('no rate of FOA-Adam');
  });
});
