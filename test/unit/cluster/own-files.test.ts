import { expect, it } from 'vitest';
import { ownFilesOf } from '../../../src-main/cluster/own-files.ts';

const task = (method: string, inputs: Record<string, string> = {}) => ({ name: method, config: { method }, inputs });
const files: Readonly<Record<string, string>> = {
  'method mine': 'mine.method.ts',
  'corruption rain': 'rain.corruption.ts',
};
const fileOf = (kind: string, id: string) => {
  const name = files[`${kind} ${id}`];
  return Promise.resolve(name ? { id, file: `/home/me/methods/${name}`, source: 'text', hash: 'sha256:1' } : undefined);
};

it('tasks take along the files of own methods and corruptions, as they were when they were planned', async () => {
  const own = task('mine', { method: 'sha256:1', model: 'sha256:2' });
  const rain = task('tent', { 'corruption.rain': 'sha256:1' });
  expect(await ownFilesOf([task('tent'), own, own, rain], fileOf)).toEqual({
    'mine.method.ts': 'text',
    'rain.corruption.ts': 'text',
  });
  await expect(ownFilesOf([task('mine', { method: 'sha256:2' })], fileOf)).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The method of mine was saved while it was planned.',
  });
  await expect(ownFilesOf([task('tent', { 'corruption.snowfall': 'sha256:1' })], fileOf)).rejects.toMatchObject({
    message: 'The corruption of tent was saved while it was planned.',
  });
});
