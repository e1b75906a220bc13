import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openLab } from '../../../src-main/app/open-lab.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { withFullPaths } from '../../../src-main/shells/cli/full-paths.ts';
import { configOf } from '../../../src-main/shells/cli/run-flags.ts';
import { answer } from '../../../src-main/shells/wire/answer.ts';
import type { ErrorMessage } from '../../../src-shared/errors.ts';
import { writeImageFolder } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyShape, writeTinyVit } from '../../support/tiny-vit.ts';

vi.setConfig({ testTimeout: 120_000 });

const root = temporaryFolder('bad-configs');
const dataDir = path.join(root, 'lab');
const tiny = writeTinyVit(path.join(root, 'tiny.safetensors'));
const threeClasses = writeTinyVit(path.join(root, 'three.safetensors'), { ...tinyShape, classes: 3 });
const pets = await writeImageFolder(path.join(root, 'pets'), ['cat', 'dog'], 2);
const empty = path.join(root, 'empty');
mkdirSync(empty);
const notes = path.join(root, 'notes.safetensors');
writeFileSync(notes, 'These are notes.');

const lab = openLab({ dataDir: path.join(root, 'window') });
afterAll(() => lab.close());
const folder = (at: string, rest: object = {}) => ({ kind: 'folder', path: at, ...rest });
const twice = { corruption: 'fog', severity: 5 };

const badConfigs: readonly (readonly [string, object])[] = [
  ['a method that is none', { method: 'mgta' }],
  ['an option that the method has not', { method: 'noadapt', options: { rate: 1 } }],
  ['an option out of its range', { method: 'tent', options: { lr: -1 } }],
  ['an option that is no number', { method: 'tent', options: { lr: 'fast' } }],
  ['a setting that is none', { sead: 1 }],
  ['a batch of nothing', { batchSize: 0 }],
  ['a batch of words', { batchSize: 'many' }],
  ['several settings that are wrong', { batchSize: -1, threads: -1, seed: 1.5 }],
  ['a batch of one for a batch statistic', { batchSize: 1 }],
  ['an engine that is none', { engine: 'abacus' }],
  ['an order that is none', { order: 'random' }],
  ['a policy that is none', { policy: 'forgetful' }],
  ['a ratio below 1', { imbalanceRatio: 0.5 }],
  ['a budget of less than nothing', { budgetSeconds: -1 }],
  ['no shifts', { shifts: [] }],
  ['a corruption that is none', { shifts: [{ corruption: 'fgo', severity: 5 }] }],
  ['a severity that is none', { shifts: [{ corruption: 'fog', severity: 6 }] }],
  ['a shift twice', { shifts: [twice, twice] }],
  ['more images than there are', { images: 99_999 }],
  ['a source of one image', { sourceImages: 1 }],
  ['classes that the model has not', { classMask: [0, 99] }],
  ['a dataset of no kind', { dataset: { kind: 'zip' } }],
  ['a folder without a path', { dataset: { kind: 'folder' } }],
  ['a folder that is not there', { dataset: folder(path.join(root, 'nowhere')) }],
  ['a folder without images', { dataset: folder(empty) }],
  ['a dataset of other classes', { method: 'tent', dataset: folder(pets) }],
  ['no source images for a method that needs some', { dataset: folder(pets), model: threeClasses, mgg: 'untrained' }],
  ['a model that is not there', { model: path.join(root, 'gone.pth') }],
  ['a model that is no checkpoint', { model: notes }],
  ['a model of other classes', { method: 'tent', model: threeClasses }],
  ['a normalisation that the model does not define', { method: 'tent', model: tiny, normalisation: 'model' }],
  ['a generator that is a model', { mgg: tiny }],
  ['no generator for a method that needs one', { model: tiny }],
];

async function commandSays(config: object): Promise<string> {
  const file = path.join(root, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  expect(await runCli(['run', '--config', file, '--data-dir', dataDir])).not.toBe(0);
  const text = said.mock.calls.map(([chunk]) => String(chunk)).join('');
  vi.restoreAllMocks();
  return text;
}

async function windowSays(config: object): Promise<string> {
  const input = { config: withFullPaths(configOf({}, config as Record<string, never>)) };
  const reply = await answer(lab.api, { id: 1, name: 'checkRun', input }, () => undefined);
  const { error } = JSON.parse(reply) as { error?: ErrorMessage };
  return `Error: ${error?.message ?? 'none'}\n${error?.hint === undefined ? '' : `  ${error.hint}\n`}`;
}

describe('a configuration that can not be run', () => {
  it.each(badConfigs)('%s: lab run says word for word what the window says', async (_what, config) => {
    const said = await commandSays(config);
    expect(said).toBe(await windowSays(config));
    expect(said).toMatch(/^Error: [^\n]+\n( {2}[^\n]+\n)?$/);
  });
});
