import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { identityOf, identityVersion } from '../../../src-shared/identity.ts';
import { integerOption, numberOption } from '../../../src-shared/options.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { datasetSchema, runConfigSchema, type RunConfigInput } from '../../../src-shared/run-config.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';

const folder = { kind: 'folder', path: '/data/val' } as const;
const input: RunConfigInput = {
  dataset: { kind: 'quickstart' },
  model: 'quickstart',
  method: 'tent',
  options: { lr: 0.001, momentum: 0.9 },
  shifts: [{ corruption: 'fog', severity: 5 }],
};
const optionDefaults = { lr: 0.001, momentum: 0.9 };
const of = (changes: Partial<RunConfigInput> = {}, inputs: Record<string, string> = {}) =>
  identityOf('adapt', runConfigSchema.parse({ ...input, ...changes }), { inputs, optionDefaults });

describe('the identity of a run', () => {
  it('consists of what is not the default, sorted, and the version of the rules', () => {
    const settings = {
      dataset: { kind: 'quickstart' },
      method: 'tent',
      model: 'quickstart',
      shifts: input.shifts.map(({ severity, corruption }) => ({ corruption, severity })),
    };
    expect(of()).toBe(JSON.stringify({ kind: 'adapt', settings, version: identityVersion }));
  });

  it('leaves out what a run computed on', () => {
    expect(of({ threads: 7, engine: 'wasm', checkpointEvery: 3 })).toBe(of());
  });

  it.each<[string, Partial<RunConfigInput>]>([
    ['seed', { seed: 1 }],
    ['lr', { options: { lr: 0.002, momentum: 0.9 } }],
    ['dataset', { dataset: folder }],
    ['split', { dataset: { kind: 'quickstart', split: 'train' } }],
    ['images', { images: 5 }],
    ['budget', { budgetSeconds: 1 }],
    ['reading', { reading: { heads: 3 } }],
    ['mgg', { mgg: 'untrained:7' }],
    ['class mask', { classMask: [1, 2] }],
  ])('changes with %s', (_, changes) => {
    expect(of(changes)).not.toBe(of());
  });

  it('does not depend on how values are written', () => {
    expect(of({ classMask: [3, 1, 3] })).toBe(of({ classMask: [1, 3] }));
    expect(of({ options: { momentum: 0.9, lr: 1e-3 } })).toBe(of());
    expect(of({ budgetSeconds: -0 })).toBe(of({ budgetSeconds: 0 }));
    expect(of({ dataset: { path: '/data/val', kind: 'folder' } })).toBe(of({ dataset: folder }));
  });

  it('knows data and models by their fingerprints, wherever they lie', () => {
    const inputs = { model: 'sha256:aa', mgg: 'sha256:bb', 'dataset.path': 'files:cc', 'dataset.source': 'files:dd' };
    const at = (place: string) => ({
      model: `${place}/vit.pth`,
      mgg: `${place}/mgg.pth`,
      dataset: { kind: 'folder', path: `${place}/val`, source: `${place}/train` } as const,
    });
    expect(of(at('/here'), inputs)).toBe(of(at('/there'), inputs));
    for (const name of Object.keys(inputs)) {
      expect(of(at('/here'), { ...inputs, [name]: 'sha256:ee' }), name).not.toBe(of(at('/here'), inputs));
    }
  });

  it('goes by the path of what is not there', () => {
    const missing = of({ model: '/gone.pth' }, { model: 'path:/gone.pth' });
    expect(missing).toContain('"path:/gone.pth"');
    expect(missing).not.toBe(of({ model: '/other.pth' }, { model: 'path:/other.pth' }));
  });

  it('stays when settings and options come that are at their default', () => {
    const compare = { topic: 'method' } as const;
    const labelNoise = numberOption({ label: 'Label noise', help: 'Share of wrong labels.', default: 0, compare });
    const later = runConfigSchema.extend({ labelNoise });
    const identity = (changes: object) => {
      const config = later.parse({ ...input, ...changes });
      return identityOf('adapt', config, { optionDefaults: { ...optionDefaults, decay: 0.5 } }, later);
    };
    expect(identity({})).toBe(of());
    expect(identity({ options: { ...input.options, decay: 0.5 } })).toBe(of());
    expect(identity({ labelNoise: 0.1 })).not.toBe(of());
    expect(identity({ options: { ...input.options, decay: 0.6 } })).not.toBe(of());
  });
});

describe('the identity of a pre-training', () => {
  const pretraining = (changes: object = {}) =>
    identityOf('pretrain', pretrainConfigSchema.parse({ dataset: input.dataset, model: 'quickstart', ...changes }));

  it('leaves out what it computed on and where its generator went', () => {
    expect(pretraining({ threads: 2, engine: 'wasm', output: '/mgg.safetensors' })).toBe(pretraining());
    expect(pretraining({ steps: 10 })).not.toBe(pretraining());
    expect(pretraining({ evaluation: folder })).not.toBe(pretraining());
  });

  it('is that of before where there are no further tasks', () => {
    const settings = { dataset: { kind: 'quickstart' }, model: 'quickstart' };
    expect(pretraining()).toBe(JSON.stringify({ kind: 'pretrain', settings, version: identityVersion }));
    expect(pretraining({ tasks: [] })).toBe(pretraining());
  });

  it('knows data and models of further tasks by their fingerprints, and leaves out what is usual of them', () => {
    const inputs = {
      'tasks.0.model': 'sha256:aa',
      'tasks.1.dataset.path': 'files:bb',
      'tasks.1.model': 'sha256:aa',
      'tasks.1.evaluation.path': 'files:cc',
    };
    const of = (place: string, weight = 1, found: Record<string, string> = inputs) =>
      identityOf(
        'pretrain',
        pretrainConfigSchema.parse({
          ...{ dataset: input.dataset, model: 'quickstart' },
          tasks: [
            { dataset: input.dataset, model: `${place}/vit.pth` },
            {
              ...{ dataset: { kind: 'folder', path: `${place}/val` }, model: `${place}/vit.pth`, weight },
              evaluation: { kind: 'folder', path: `${place}/other` },
            },
          ],
        }),
        { inputs: found },
      );
    expect(of('/there')).toBe(of('/here'));
    expect(of('/here')).not.toContain('/here');
    expect(of('/here')).not.toContain('weight');
    expect(of('/here', 2)).not.toBe(of('/here'));
    expect(of('/here')).not.toContain('normalisation');
    for (const name of Object.keys(inputs)) {
      expect(of('/here', 1, { ...inputs, [name]: 'sha256:ee' }), name).not.toBe(of('/here'));
    }
  });
});

describe('every setting says whether it decides numbers', () => {
  const schemas: [string, z.ZodObject][] = [
    ['a run', runConfigSchema],
    ['a pre-training', pretrainConfigSchema],
    ...datasetSchema.options.map((option): [string, z.ZodObject] => ['a dataset', option]),
  ];

  it.each(schemas)('of %s', (_, schema) => {
    for (const [name, setting] of Object.entries(schema.shape)) settingMeta(name, setting as z.ZodType);
  });

  it('and one that does not is refused', () => {
    const silent = runConfigSchema.extend({ silent: integerOption({ label: 'Silent', help: 'x', default: 0 }) });
    expect(() => identityOf('adapt', silent.parse(input), {}, silent)).toThrow('The setting silent');
  });
});
