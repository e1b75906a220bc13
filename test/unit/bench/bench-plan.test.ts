import { describe, expect, it } from 'vitest';
import { benchOptionsSchema, nightlyBench, planBench, runsPerTurn } from '../../../src-main/bench/bench-plan.ts';

describe('planBench', () => {
  it('has batch sizes of its own for each model', () => {
    const cases = planBench(benchOptionsSchema.parse({ works: ['forward'] }));
    expect(cases.map(({ model, batch }) => `${model} ${batch}`)).toEqual([
      'quickstart 1',
      'quickstart 8',
      'quickstart 64',
      'vit-b16 1',
      'vit-b16 8',
    ]);
  });

  it('leaves out what a batch of one cannot do', () => {
    const options = { models: ['quickstart'], works: ['forward', 'tent', 'foa_sgd', 'mgtta'], batches: [1, 2] };
    const cases = planBench(benchOptionsSchema.parse(options));
    expect(cases.map(({ work, batch }) => `${work} ${batch}`)).toEqual([
      'forward 1',
      'forward 2',
      'tent 1',
      'tent 2',
      'foa_sgd 2',
      'mgtta 2',
    ]);
  });

  it.each([
    { models: [] },
    { engines: ['abacus'] },
    { batches: [0] },
    { rounds: 0 },
    { secondsPerTurn: 0 },
    { speed: 1 },
  ])('refuses %j', (options) => {
    expect(benchOptionsSchema.safeParse(options).success).toBe(false);
  });
});

describe('nightlyBench', () => {
  it('is a few steps of 64 images on ViT-B/16', () => {
    const cases = planBench(benchOptionsSchema.parse(nightlyBench));
    expect(cases.map(({ model, work, batch }) => `${model} ${work} ${batch}`)).toEqual([
      'vit-b16 forward 64',
      'vit-b16 tent 64',
      'vit-b16 mgtta 64',
    ]);
  });
});

describe('runsPerTurn', () => {
  it('fills a turn, with one run at least and not too many', () => {
    expect(runsPerTurn(1, 0.1)).toBe(10);
    expect(runsPerTurn(1, 30)).toBe(1);
    expect(runsPerTurn(1, 0.0001)).toBe(200);
  });
});
