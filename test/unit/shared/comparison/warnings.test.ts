import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ComparedRun } from '../../../../src-shared/comparison/compared-run.ts';
import { protocolLines } from '../../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { comparisonWarnings } from '../../../../src-shared/comparison/warnings.ts';
import { provenanceSchema } from '../../../../src-shared/provenance.ts';
import { datasetSchema, runConfigSchema, type RunConfigInput } from '../../../../src-shared/run-config.ts';
import { settingMeta } from '../../../../src-shared/setting-meta.ts';
import { doneRun } from './support.ts';
import { folder, warningCases } from './warning-cases.ts';

const fog = { fog: 0.5 };
const warningsOf = (...runs: ComparedRun[]) => comparisonWarnings(comparisonRows(runs));
const codes = (...runs: ComparedRun[]) => warningsOf(...runs).map(({ code }) => code);

/** Names and schemas of all settings, those of the kinds of datasets one by one. */
function allSettings(): (readonly [string, z.ZodType])[] {
  const { dataset: _dataset, ...shape } = runConfigSchema.shape;
  const ofDatasets = datasetSchema.options.flatMap((option) =>
    Object.entries<z.ZodType>(option.shape).map(
      ([field, schema]) => [field === 'kind' ? 'dataset' : `dataset.${field}`, schema] as const,
    ),
  );
  return [...ofDatasets, ...Object.entries(shape)];
}

describe('settings', () => {
  it.each([...allSettings(), ...Object.entries<z.ZodType>(provenanceSchema.shape)])(
    'say what a difference means: %s',
    (name, schema) => {
      const { compare } = settingMeta(name, schema);
      // Settings of neither the method nor the computer have a warning: their own, or that of the one they settle.
      const settled = ['modelHash', 'modelTensors', 'arithmetic', 'preprocessing', 'datasetFingerprint'].includes(name);
      expect(compare.warning !== undefined || settled).toBe(compare.topic === 'protocol');
    },
  );

  it('have each a case below, and a line in a comparison', () => {
    const names = [...new Set(allSettings().map(([name]) => name))];
    expect(warningCases.map(({ name }) => name).sort()).toEqual(names.sort());
    const runs = [doneRun('a', fog, { options: { lr: 1 } }), doneRun('b', fog, { dataset: folder })];
    const keys = protocolLines(runs.map(({ run }) => run)).map(({ key }) => key.replace(/^option\..*/, 'options'));
    expect([...new Set(keys)].sort()).toEqual([...new Set([...names, ...Object.keys(provenanceSchema.shape)])].sort());
  });

  it('without a word on it are refused', () => {
    expect(() => settingMeta('new', runConfigSchema.shape.seed.unwrap())).toThrow('The setting new');
  });
});

describe('comparisonWarnings', () => {
  it.each(warningCases)('of $name alone', ({ config, base = {}, changes, streams, warns }) => {
    const other = doneRun('B', fog, { ...base, ...config }, changes, streams ? 'd' : 'c');
    expect(warningsOf(doneRun('A', fog, base), other).map(({ message }) => message)).toEqual(
      warns === null ? [] : [warns],
    );
  });

  it('believe the records of the runs rather than their settings', () => {
    const elsewhere = { model: '/copy.safetensors', normalisation: 'model' as const, images: 100 };
    expect(codes(doneRun('A', fog, { images: null }), doneRun('B', fog, elsewhere))).toEqual([]);
    expect(codes(doneRun('A', fog), doneRun('B', fog, {}, { modelHash: 'f'.repeat(64) }))).toEqual(['model']);
    expect(codes(doneRun('A', fog), doneRun('B', fog, {}, { preprocessing: '64×64' }))).toEqual(['normalisation']);
  });

  it('go by the settings while runs have not begun', () => {
    const { run } = doneRun('B', fog, { model: '/copy.safetensors', normalisation: 'imagenet', images: 100 });
    const queued: ComparedRun = { run: { ...run, status: 'queued', provenance: null, summary: null }, shifts: [] };
    expect(codes(doneRun('A', fog), queued)).toEqual(['model', 'images', 'normalisation']);
  });

  it('say that images changed where no setting differs', () => {
    expect(codes(doneRun('A', fog), doneRun('B', fog, { method: 'sar' }, {}, 'd'))).toEqual(['datasetFingerprint']);
  });

  it('name the shifts of which some runs could read no image, and other images', () => {
    const measured = doneRun('A', { fog: 0.5, snow: 0.6, frost: 0.4 });
    const without = doneRun('B', { fog: null, snow: 0.6, frost: 0.4 }, { method: 'sar' });
    expect(warningsOf(measured, without)).toEqual([
      { code: 'unmeasured', message: 'Some could read no image of fog 5; their means leave that out.' },
    ]);
    const broken = doneRun('C', { fog: 0.5, snow: 0.6, frost: 0.4 }, { method: 'sar' });
    const shifts = broken.shifts.map((shift) =>
      shift.corruption === 'snow' && shift.summary
        ? { ...shift, summary: { ...shift.summary, images: 97, skipped: 3 } }
        : shift,
    );
    expect(warningsOf(measured, { ...broken, shifts })).toEqual([
      { code: 'skipped', message: 'Not the same number of images could be read of snow 5.' },
    ]);
    expect(codes({ ...measured, shifts }, { ...broken, shifts })).toEqual([]);
    expect(codes(without, doneRun('D', { fog: null, snow: 0.7, frost: 0.4 }, { method: 'eata' }))).toEqual([]);
    const underWay: ComparedRun = { ...without, run: { ...without.run, status: 'running', summary: null } };
    expect(codes(measured, underWay)).toEqual([]);
  });

  it('name at most four shifts', () => {
    const all = ['fog', 'snow', 'frost', 'contrast', 'pixelate', 'motion_blur'];
    const runs = [0.5, null].map((top1, index) =>
      doneRun(`${index}`, { clean: 0.9, ...Object.fromEntries(all.map((name) => [name, top1])) }, { seed: index }),
    );
    expect(warningsOf(...runs).map(({ message }) => message)).toContain(
      'Some could read no image of fog 5, snow 5, frost 5, contrast 5, 2 more; their means leave that out.',
    );
  });

  it('say nothing of the order of streams that start anew each, and of resets before a single one', () => {
    const [a, b] = ['fog', 'snow'].map((corruption) => ({ corruption, severity: 5 }));
    const both = { fog: 0.5, snow: 0.6 };
    expect(codes(doneRun('A', both, { shifts: [a!, b!] }), doneRun('B', both, { shifts: [b!, a!] }))).toEqual([]);
    const policy = 'continual' as const;
    expect(codes(doneRun('A', fog), doneRun('B', fog, { policy, method: 'sar' }))).toEqual([]);
    const carried = (name: string, shifts: RunConfigInput['shifts'], fingerprint: string) =>
      doneRun(name, both, { policy, shifts }, {}, fingerprint);
    expect(codes(carried('A', [a!, b!], 'c'), carried('B', [b!, a!], 'd'))).toEqual(['shifts']);
  });

  it('say nothing of methods, options, engines, or a spread over the same seeds', () => {
    const other = doneRun('B', fog, { method: 'mgtta', options: { lr: 1 } }, { engine: 'wasm', host: 'other' });
    expect(codes(doneRun('A', fog), other)).toEqual([]);
    const seeds = [1, 2].flatMap((seed) => [
      doneRun('A', fog, { seed }, {}, `${seed}`),
      doneRun('B', fog, { seed, method: 'noadapt' }, {}, `${seed}`),
    ]);
    expect(codes(...seeds)).toEqual([]);
  });
});
