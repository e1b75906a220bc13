import { doneRun } from '../shared/comparison/support.ts';
import { describe, expect, it } from 'vitest';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import { paperSuites } from '../../../src-main/suites/paper/paper-suites.ts';
import { quickstartSuites } from '../../../src-main/suites/quickstart-suites.ts';
import { choicesOf, resized } from '../../../src-main/suites/suite-size.ts';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { paperSetupSchema } from '../../../src-shared/paper-setup.ts';
import { paperShifts } from '../../../src-shared/published/protocols.ts';
import { identityOf } from '../../../src-shared/identity.ts';

const settings = await readQuickstartSettings();
const embedded = quickstartSuites(settings);
const setup = paperSetupSchema.parse({ imagenetC: '/c', imagenetA: '/a', clean: '/clean', model: '/m.safetensors' });
const paper = paperSuites({ setup, shifts: paperShifts, hasValidationShifts: true, problems: [] }, '/mgg');
const suiteOf = (id: string) => [...embedded, ...paper].find((suite) => suite.id === id)!;
const main = suiteOf('quickstart-corruptions');
const idsOf = (suite: typeof main) => suite.columns.map(({ id }) => id);
const configsOf = (suite: typeof main) => suite.plan(2020).map(({ config }) => config);

describe('a suite of another size', () => {
  it('has the choices of the whole one', () => {
    expect(choicesOf(main)).toEqual({ corruptions: corruptionNames, images: settings.images });
    const small = resized(main, { corruptions: ['fog'], images: 10 });
    expect(small.choices).toEqual(choicesOf(main));
    expect(choicesOf(suiteOf('paper-table-3'))).toEqual({ corruptions: [], images: null });
  });

  it('has fewer corruptions in each run and in the table', () => {
    const small = resized(main, { corruptions: ['snow', 'fog'] });
    expect(idsOf(small)).toEqual(['snow', 'fog', 'average', 'ece', 'seconds', 'memory']);
    for (const { shifts } of configsOf(small)) expect(shifts.map((one) => one.corruption)).toEqual(['snow', 'fog']);
    expect(small.notes.at(-1)).toBe('Corruptions: Snow, Fog; averages are over these.');
    expect(configsOf(small)).toHaveLength(configsOf(main).length);
  });

  it('has another number of images in each run', () => {
    const small = resized(main, { images: 10 });
    expect(new Set(configsOf(small).map(({ images }) => images))).toEqual(new Set([10]));
    expect(small.notes.at(-1)).toBe(`Images per shift: 10; usually ${settings.images}.`);
    expect(idsOf(small)).toEqual(idsOf(main));
  });

  it('has clean images after each stream, which runs without them don’t do for', async () => {
    const wanted = resized(main, { cleanImages: 100 });
    expect(new Set(configsOf(wanted).map(({ cleanImages }) => cleanImages))).toEqual(new Set([100]));
    expect(wanted.notes.at(-1)).toBe('After each stream 100 clean images are predicted, for forgetting.');
    const [planned] = wanted.plan(1);
    const { config } = (await configureSuite(wanted, [1]))[0]!;
    const run = (cleanImages: number | null) => ({
      ...doneRun('A', { fog: 0.5 }).run,
      config: { ...config, cleanImages },
    });
    expect([null, 99, 100, 1000].map((count) => planned!.fits!(run(count)))).toEqual([false, false, true, true]);
    expect(resized(main, {}).plan(1)[0]!.fits).toBeUndefined();
  });

  it('has the same runs where nothing is changed by the choice', async () => {
    const hashes = async (suite: typeof main) =>
      (await configureSuite(suite, [1])).map(({ config }) => identityOf('adapt', config));
    const same = resized(main, { corruptions: corruptionNames.toReversed(), images: settings.images });
    expect(await hashes(same)).toEqual(await hashes(main));
    expect(same.notes).toEqual(main.notes);
    expect(await hashes(resized(main, { corruptions: ['fog'] }))).not.toEqual(await hashes(main));
  });

  it('of a benchmark has no more images than that', () => {
    const natural = resized(suiteOf('paper-table-3'), { images: 20_000 });
    expect(configsOf(natural)[0]).toMatchObject({ dataset: { path: '/a' }, images: 7500 });
  });

  it('is refused for a corruption that it does not have', () => {
    expect(() => resized(main, { corruptions: ['fog', 'rain'] })).toThrow('no corruption "rain"');
    expect(() => resized(suiteOf('paper-table-3'), { corruptions: ['fog'] })).toThrow('no corruption "fog"');
  });
});
