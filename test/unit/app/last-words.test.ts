import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { forkCompute } from '../../../src-main/jobs/compute-host.ts';
import { readMgg, startReaderWith } from '../../../src-main/jobs/reader/foreign-files.ts';
import { openLab } from '../../../src-main/app/open-lab.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('last-words');
// Other tests read with the same module.
afterAll(() => startReaderWith(forkCompute));

function program(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Throws what nobody takes: the compute process after a job, when nothing waits for it; the reading one at once. */
const compute = program(
  'compute.mjs',
  `process.on('message', ({ type, jobId }) => {
    if (type === 'shutdown') process.exit();
    process.send({ type: 'done', jobId, result: { kind: 'engines', engines: [] } });
    setTimeout(() => { throw new Error('compute out of luck'); }, 20);
  });`,
);
const reader = program('reader.mjs', "process.on('message', () => { throw new Error('reader out of luck'); });");

it('what nobody took in the compute and the reading process lands in the log', async () => {
  const client = new ComputeClient({ entry: compute });
  startReaderWith((_entry, ...rest) => forkCompute(reader, ...rest));
  const lab = openLab({ dataDir: path.join(folder, 'data'), compute: client });
  const texts = (): string[] => lab.log.entries({ limit: 9, level: 'error' }).map(({ text }) => text);
  await client.start({ kind: 'engines' }, () => undefined).result;
  await expect.poll(texts).toEqual([expect.stringMatching(/^The compute process ended\n[^]*compute out of luck/)]);
  const file = program('some.safetensors', 'x');
  await expect(readMgg(file)).rejects.toMatchObject({ code: 'bad-checkpoint' });
  expect(texts()[0]).toMatch(/^The reading process ended\n[^]*reader out of luck/);
  await lab.close();
});
