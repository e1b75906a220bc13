import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { protocolDifferences, protocolSchema, runProtocol, shiftsText } from '../../../src-shared/protocol.ts';
import {
  batchBudgetProtocol,
  batchSizeProtocol,
  mainProtocol,
  mixedProtocol,
  naturalProtocol,
  timeBudgetProtocol,
} from '../../../src-shared/published/protocols.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';

const tables = {
  mainProtocol,
  mixedProtocol,
  naturalProtocol,
  budget: batchBudgetProtocol(20),
  time: timeBudgetProtocol(10),
  small: batchSizeProtocol(4),
};

describe('the protocols of the paper', () => {
  it.each(Object.entries(tables))('are valid: %s', (_name, protocol) => {
    expect(protocolSchema.parse(protocol)).toEqual(protocol);
  });

  it('give the settings of a run', () => {
    const config = runConfigSchema.parse({
      dataset: { kind: 'quickstart' },
      model: 'quickstart',
      method: 'tent',
      ...runProtocol(timeBudgetProtocol(10)),
    });
    expect(config).toMatchObject({
      batchSize: 64,
      budgetSeconds: 10,
      policy: 'reset',
      order: 'separate',
      images: null,
    });
    expect(config.shifts.map(({ corruption }) => corruption)).toEqual(corruptionNames);
  });
});

describe('protocolDifferences', () => {
  it('has none for equal protocols, however they came about', () => {
    expect(protocolDifferences(mainProtocol, structuredClone(mainProtocol))).toEqual([]);
    expect(protocolDifferences(batchBudgetProtocol(null), mainProtocol)).toEqual([]);
  });

  it('names each part that differs, in words', () => {
    const own = {
      ...mainProtocol,
      images: 1000,
      budgetSeconds: 10,
      imbalanceRatio: 100,
      seeds: [1, 2],
      pretrainImages: 64,
    };
    expect(protocolDifferences(own, mainProtocol)).toEqual([
      { key: 'images', label: 'Images per shift', first: '1000', second: 'all' },
      { key: 'imbalanceRatio', label: 'Imbalance ratio', first: '100', second: 'none' },
      { key: 'budgetSeconds', label: 'Adaptation budget (time)', first: '10 s', second: 'no limit' },
      { key: 'seeds', label: 'Seeds', first: '1, 2', second: '2020' },
      { key: 'pretrainImages', label: 'Images of the pre-training', first: '64', second: '128' },
    ]);
    expect(protocolDifferences(naturalProtocol, mainProtocol)).toEqual([
      { key: 'shifts', label: 'Corruptions', first: 'clean', second: 'all 15 corruptions, severity 5' },
    ]);
  });
});

describe('shiftsText', () => {
  it('names few corruptions and their severities', () => {
    const shifts = [
      { corruption: 'gaussian_noise', severity: 5 },
      { corruption: 'fog', severity: 3 },
    ];
    expect(shiftsText(shifts)).toBe('gaussian noise 5, fog 3');
    const both = [3, 5].flatMap((severity) => ['snow', 'fog'].map((corruption) => ({ corruption, severity })));
    expect(shiftsText([{ corruption: 'clean', severity: 0 }, ...both])).toBe('clean, snow, fog, severity 3, 5');
  });
});
