import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFixture } from '../../scripts/fixture-imagenet/make-fixture.ts';
import type { SuiteState } from '../../src-shared/api/lab.ts';
import { labHere } from '../support/cli-here.ts';
import { startLab, waitFor } from '../support/cli.ts';
import { thorough } from '../support/thorough.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder('paper-suites');
const disk = path.join(folder, 'disk');
const on = (name: string): string => path.join(disk, name);
const dataDir = (name: string): string[] => ['--data-dir', path.join(folder, name)];
const suite = 'paper-table-3';

async function setUp(name: string, ...changes: string[]): Promise<void> {
  const { code, err } = await labHere('suite', 'setup', ...changes, ...dataDir(name));
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

const everything = () => [
  ...['--imagenet-c', on('imagenet-c'), '--imagenet-r', on('imagenet-r'), '--imagenet-a', on('imagenet-a')],
  ...['--clean', on('imagenet-val')],
  ...['--model', path.join(on('models'), 'vit_tiny_fixture.safetensors')],
  ...['--images', '8', '--pretrain-steps', '4', '--threads', '1'],
];

/** Contents of a table, without ids. */
const numbers = ({ cells, notes }: SuiteState) => ({
  cells: cells.map(({ row, column, mean, published, status }) => ({ row, column, mean, published, status })),
  notes,
});

async function run(id: string, name: string): Promise<{ code: number | null; err: string; state: SuiteState }> {
  const { code, out, err } = await labHere('suite', 'run', id, '--json', ...dataDir(name));
  return { code, err, state: JSON.parse(out) as SuiteState };
}

describe.runIf(thorough)('the tables of the paper on a miniature', () => {
  beforeAll(async () => {
    await makeFixture({
      folder: disk,
      sets: ['imagenet-c', 'imagenet-r', 'imagenet-a'],
      classes: 32,
      corruptedClasses: 16,
      imagesPerClass: 2,
      corruptions: ['fog', 'contrast', 'speckle_noise', 'spatter', 'gaussian_blur', 'saturate'],
      severities: [5],
      trainingPictures: 100,
      badImages: false,
    });
  }, 300_000);

  it('are filled, and finished to the same numbers after kill -9 in their midst', async () => {
    await setUp('whole', ...everything());
    const whole = await run(suite, 'whole');
    expect({ code: whole.code, summary: whole.state.summary }).toMatchObject({
      code: 0,
      summary: { runs: 15, finished: 15 },
    });
    const measured = whole.state.cells.filter(({ column }) => column === 'imagenetR' || column === 'imagenetA');
    expect(measured).toHaveLength(14);
    for (const { status, mean } of measured) {
      expect(status).toBe('done');
      expect(mean).not.toBeNull();
    }

    await setUp('killed', ...everything());
    const { process: killed, ended } = startLab(['suite', 'run', suite, ...dataDir('killed')]);
    let seen = '';
    killed.stderr!.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await waitFor(() => (/^(?:SAR|FOA), R: /m.test(seen) ? true : undefined), 120_000);
    killed.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const again = await run(suite, 'killed');
    expect(again.code).toBe(0);
    expect(numbers(again.state)).toEqual(numbers(whole.state));
  });

  it('leave out corruptions that are not there, and say so', async () => {
    const { code, state } = await run('paper-table-7', 'whole');
    expect(code).toBe(0);
    expect(state.notes.join(' ')).toMatch(/imagenet-c has no gaussian noise, .* at severity 5: left out/);
    expect(state.cells.every(({ published }) => published === null)).toBe(true);
    expect(state.summary).toMatchObject({ runs: 9, finished: 9 });
  });

  it('go on without a method that fails, and finish it once its data is back', async () => {
    await setUp('mended', ...everything(), '--imagenet-a', 'none', '--clean', path.join(folder, 'nowhere'));
    const broken = await run(suite, 'mended');
    expect(broken.code).toBe(1);
    expect(broken.err).toMatch(/^FOA, R: The folder .*nowhere does not exist\.$/m);
    expect(broken.err).toMatch(/^Error: \d+ of 8 runs failed; the table shows the others\.$/m);
    const cell = (row: string, column: string) => broken.state.cells.find((c) => c.row === row && c.column === column);
    expect(cell('tent', 'imagenetR')).toMatchObject({ status: 'done' });
    expect(cell('foa', 'imagenetR')).toMatchObject({ status: 'failed', mean: null });
    expect(cell('tent', 'imagenetA')).toMatchObject({ status: 'missing', runIds: [] });
    expect(broken.state.notes.join(' ')).toContain('The folder of ImageNet-A is not set');

    await setUp('mended', '--clean', on('imagenet-val'));
    const mended = await run(suite, 'mended');
    expect(mended.code).toBe(0);
    expect(mended.state.summary).toMatchObject({ runs: 8, finished: 8 });
  });
});
