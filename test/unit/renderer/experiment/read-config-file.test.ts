import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../../src-renderer/components/experiment/read-config-file.ts';
import type { MethodInfo } from '../../../../src-shared/api/lab.ts';
import { toErrorMessage } from '../../../../src-shared/errors.ts';

const rate = { name: 'lr', kind: 'number', label: 'Rate', help: '', default: 0.001, exclusiveMinimum: 0 } as const;
const methods: MethodInfo[] = [
  { id: 'noadapt', name: 'NoAdapt', summary: '', needs: [], options: [] },
  { id: 'tent', name: 'TENT', summary: '', needs: [], options: [rate] },
];
const config = {
  ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent', options: { lr: 1 } },
  shifts: [{ corruption: 'fog', severity: 5 }],
};

const read = (content: unknown) => readConfigFile('a.json', JSON.stringify(content), methods);

function refusal(content: unknown): readonly (string | undefined)[] {
  try {
    read(content);
    return [];
  } catch (error) {
    const { code, message, hint } = toErrorMessage(error);
    return [code, message, hint];
  }
}

describe('readConfigFile', () => {
  it('fills in what is left out', () => {
    expect(read([config, { ...config, method: 'noadapt', options: {} }])).toMatchObject([
      { method: 'tent', options: { lr: 1 }, batchSize: 64 },
      { method: 'noadapt' },
    ]);
    expect(readConfigFile('a.json', `\uFEFF${JSON.stringify(config)}`, methods)).toHaveLength(1);
  });

  it.each([
    [{ method: 'tant' }, 'a.json uses the method "tant", which this lab does not have.', 'Methods: noadapt, tent.'],
    [
      { options: { rate: 1 } },
      'a.json sets the option "rate" of TENT, which has no such option.',
      'Options of TENT: lr.',
    ],
    [
      { method: 'noadapt' },
      'a.json sets the option "lr" of NoAdapt, which has no such option.',
      'Options of NoAdapt: none.',
    ],
    [{ options: { lr: 0 } }, 'a.json sets "lr" to an invalid value: Enter more than 0.', undefined],
    [{ batchsize: 1 }, 'a.json is not a run configuration: Unrecognized key: "batchsize"', undefined],
  ])('refuses %j in one sentence', (change, message, hint) => {
    expect(refusal({ ...config, ...change })).toEqual(['bad-input', message, hint]);
  });

  it.each([5, null, [], 'tent'])('refuses %j', (content) => {
    expect(refusal(content)[1]).toMatch(/^a\.json holds .+, not the configuration of a run\.$/);
  });
});
