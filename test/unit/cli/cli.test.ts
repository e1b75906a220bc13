import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { suiteStateSchema } from '../../../src-shared/api/lab.ts';
import { folderReportSchema } from '../../../src-shared/api/data.ts';
import { writeImageFolder } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dataDir = temporaryFolder('cli');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function lab(...args: string[]): Promise<Outcome> {
  const capture = (stream: NodeJS.WriteStream) => vi.spyOn(stream, 'write').mockImplementation(() => true);
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const code = await runCli(args);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const outcome = { code, out: text(out), err: text(err) };
  vi.restoreAllMocks();
  return outcome;
}

// Commands load their modules when they are used; that is not what is timed here.
beforeAll(() =>
  Promise.all([
    import('../../../src-main/methods/method-registry.ts'),
    import('../../../src-main/verify/corrupt-images.ts'),
  ]),
);
afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it('lists the suites and shows an empty table as text', async () => {
    const list = await lab('suite', 'list', '--data-dir', dataDir);
    expect(list).toMatchObject({ code: 0 });
    expect(list.out).toMatch(/quickstart-corruptions\W+Accuracy by corruption\W+0\W+\d+/);
    const table = await lab('suite', 'show', 'quickstart-mixed', '--format', 'csv', '--data-dir', dataDir);
    expect(table.out.split('\n')[0]).toBe('Method,Avg. top1_percent,ece_percent,method_id,n_seeds,seeds,runs');
    const unknown = await lab('suite', 'show', 'table-99', '--data-dir', dataDir);
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.err).toContain('There is no suite "table-99"');
  });

  it('runs the rows of a suite whose names have commas, and names those where there is none', async () => {
    const run = (rows: string) =>
      lab(
        ...['suite', 'run', 'quickstart-corruptions', '--rows', rows, '--corruptions', 'fog', '--images', '8'],
        ...['--seeds', '1', '--json', '--data-dir', path.join(dataDir, 'rows')],
      );
    const { out } = await run('NoAdapt, MGTTA, untrained MGG');
    const { cells } = suiteStateSchema.parse(JSON.parse(out));
    const done = cells.filter(({ runIds }) => runIds.length > 0).map(({ row }) => row);
    expect([...new Set(done)]).toEqual(['NoAdapt', 'MGTTA, untrained MGG']);
    const unknown = await run('NoAdapt,MGTTA untrained');
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.err).toContain('no row or column "MGTTA untrained"');
    expect(unknown.err).toContain('MGTTA-LSTM, "MGTTA, untrained MGG"');
  });

  it('checks a folder of images, and says what is wrong with the exit code too', async () => {
    const folder = await writeImageFolder(path.join(dataDir, 'pets'), ['cat', 'dog'], 2);
    const check = (...args: string[]) => lab('dataset', 'check', ...args, '--data-dir', dataDir);
    const good = await check(folder);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('Can be used: 4 images in 2 classes.');
    const report = folderReportSchema.parse(JSON.parse((await check(folder, '--json')).out));
    expect(report).toMatchObject({ usable: true, images: 4, benchmark: null });
    const inside = await check(path.join(folder, 'cat'));
    expect(inside).toMatchObject({ code: 1, err: expect.stringContaining("can't be used as it is") as string });
    expect(inside.out).toContain(`Use instead:\n  ${folder}`);
    for (const flags of [['--corrupted'], ['--benchmark', 'imagenet-r']]) {
      expect(await check(folder, ...flags)).toMatchObject({ code: 1 });
    }
    expect(await check(path.join(folder, 'emu'))).toMatchObject({ code: 1, out: '' });
    const list = await lab('dataset', 'list', '--data-dir', dataDir);
    expect(list.out).toContain('Fashion-MNIST in colour');
  });

  it('helps with every command', async () => {
    const { code, out } = await lab('--help');
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name]) => name!);
    expect(names).toEqual(
      expect.arrayContaining([
        'quickstart',
        'run',
        'pretrain',
        'runs',
        'show',
        'export',
        'resume',
        'suite',
        'engines',
        'corrupt',
      ]),
    );
    for (const name of names.filter((command) => command !== 'help')) {
      const inner: Record<string, string> = {
        suite: 'run',
        dataset: 'check',
        mgg: 'export',
        model: 'edit',
        sweep: 'run',
      };
      const help = await lab(...[name, inner[name] ?? []].flat(), '--help');
      expect(help).toMatchObject({ code: 0, err: '' });
      expect(help.out).toContain('--json');
    }
  });

  it.each([
    [['frobnicate'], "Unknown command 'frobnicate'", 'Commands: quickstart, run'],
    [['run', '--frobnicate'], "Unknown option '--frobnicate'", 'Options: --data-dir'],
    [['run', '--engine', 'abacus'], 'abacus', 'onnx-cpu'],
    [['run', '--batch-size', 'many'], 'not a number', 'Options:'],
    [['run', '--opt', 'lr'], 'name=value', 'Options:'],
    [['corrupt', 'x.png', '--corruption', 'fog'], '--out', 'Options:'],
    [['corrupt', 'x.png', '--out', 'y', '--corruption', 'fgo'], "no corruption named 'fgo'", 'fog'],
    [['run', '--method', 'mgta'], 'There is no method "mgta"', 'mgtta'],
    [['run', '--method', 'tent', '--opt', 'rate=1'], 'rate', 'lr, momentum'],
    [['run', '--batch-size', '1'], 'batch of 1', '2 or more'],
    [['runs', '--status', 'odd'], "no status 'odd'", 'interrupted'],
    [['export'], 'No run was named', '--group'],
  ])('refuses %j as an error of usage', async (args, message, hint) => {
    const needsData = ['run', 'runs', 'export', 'corrupt'].includes(args[0]!);
    const { code, out, err } = await lab(...args, ...(needsData ? ['--data-dir', dataDir] : []));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(err.trim().split('\n')).toHaveLength(2);
  });

  it('fails without a trace of the stack unless it is asked for', async () => {
    const plain = await lab('show', 'zzz', '--data-dir', dataDir);
    expect(plain.code).toBe(1);
    expect(plain.err).toContain('zzz');
    expect(plain.err).not.toContain('    at ');
    const debug = await lab('show', 'zzz', '--debug', '--data-dir', dataDir);
    expect(debug.err).toContain('    at ');
  });

  it('prints JSON and nothing else', async () => {
    const { code, out, err } = await lab('runs', '--json', '--data-dir', dataDir);
    expect([code, err, JSON.parse(out)]).toEqual([0, '', []]);
    const described = await lab('methods', 'mgtta', '--json', '--data-dir', dataDir);
    const methods = JSON.parse(described.out) as { options: { name: string }[] }[];
    expect(methods[0]?.options.map(({ name }) => name)).toContain('lr');
  });
});
