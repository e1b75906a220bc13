import { expect, it } from 'vitest';
import { methodFiles } from '../../../src-main/cluster/method-files.ts';

const task = (method: string, inputs: Record<string, string> = {}) => ({ name: method, config: { method }, inputs });
const own = { id: 'mine', file: '/home/me/methods/mine.method.ts', source: 'text', hash: 'sha256:1' };
const fileOf = (id: string) => Promise.resolve(id === 'mine' ? own : undefined);

it('tasks take along the files of own methods, as they were when they were planned', async () => {
  const tasks = [task('tent'), task('mine', { method: 'sha256:1' }), task('mine', { method: 'sha256:1' })];
  expect(await methodFiles(tasks, fileOf)).toEqual({ 'mine.method.ts': 'text' });
  await expect(methodFiles([task('mine', { method: 'sha256:2' })], fileOf)).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The method of mine was saved while it was planned.',
  });
});
