import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { addReportedRuns } from '../../support/reported-runs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dataDir = temporaryFolder('cli-report');
const out = path.join(dataDir, 'out');
afterEach(() => vi.restoreAllMocks());

async function report(...args: string[]): Promise<{ code: number; text: string }> {
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  );
  const code = await runCli(['report', ...args, '--data-dir', dataDir]);
  const text = spies.map((spy) => spy.mock.calls.map(([chunk]) => String(chunk)).join('')).join('');
  vi.restoreAllMocks();
  return { code, text };
}

const read = (...names: string[]): string => readFileSync(path.join(out, ...names), 'utf8');

describe('lab report', () => {
  let ids: string[] = [];
  beforeAll(async () => {
    mkdirSync(out, { recursive: true });
    const store = openStore(path.join(dataDir, 'lab.sqlite'));
    ids = addReportedRuns(store, 2);
    store.close();
    writeFileSync(
      path.join(out, 'notes.md'),
      '# Why\n\nSo: <script>alert(2)</script> & **strong** [x](javascript:alert(3))\n',
    );
    const made = await report(
      ...['--group', 'A_B & 50%', '--html', path.join(out, 'report.html'), '--paper', path.join(out, 'paper')],
      ...['--notes', path.join(out, 'notes.md'), '--font', 'serif'],
    );
    expect(made).toMatchObject({ code: 0 });
  }, 240_000);

  it('makes a page in which every text is text, and which allows nothing from elsewhere', () => {
    const html = read('report.html');
    expect(html).not.toMatch(/<script|javascript:|https?:\/\/(?!www\.w3\.org)|@import|url\((?!#)|<link|<img| style=/i);
    expect(html).toContain('TENT_50% &amp; &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<strong>strong</strong>');
    expect(html).toMatch(/<title>A_B &amp; 50%<\/title>/);
  });

  it('marks the best and says what the tables of Compare say', () => {
    const html = read('report.html');
    // Of T3A on fog: 0.62, 0.63, 0.67 …, the mean of two seeds.
    expect(html).toMatch(
      /=T3A\|B\s+C<\/th>(<td class="number"><strong>[\d.]+<\/strong><small> ±\u202f[\d.]+<\/small><\/td>){5}/,
    );
    expect(read('paper', 'tables', 'results.tex')).toMatch(/=T3A\\textbar\{\}B C & \\textbf\{62\.5\}/);
  });

  it('says what differs, what is the same, with what it ran, and how it is repeated', () => {
    const html = read('report.html');
    for (const text of ['box_1 &amp; &lt;co&gt;', 'aa'.repeat(32), 'Settings that all runs share', ids[0]!]) {
      expect(html).toContain(text);
    }
    const commands = read('paper', 'repeat', 'commands.sh')
      .split('\n')
      .filter((line) => line !== '');
    expect(commands.filter((line) => !/^(# |lab run --method )/.test(line))).toEqual([]);
    expect(commands.filter((line) => line.startsWith('lab run'))).toHaveLength(ids.length);
    expect(JSON.parse(read('paper', 'repeat', `${ids[0]!}.config.json`))).toMatchObject({
      method: 'noadapt',
      seed: 2020,
    });
  });

  it('gives PGFPlots the numbers of the figure', () => {
    const dat = read('paper', 'data', 'curves.dat')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    const place = dat[0]!.indexOf('l1y');
    const first = dat.slice(1, 11).map((row) => Number(row[place]));
    // Of batches of 64 images of which 30 + index % 7 were right, in percent.
    const sums = Array.from({ length: 10 }, (_, end) =>
      Array.from({ length: end + 1 }, (_one, index) => 30 + (index % 7)).reduce((sum, one) => sum + one, 0),
    );
    first.forEach((value, index) => expect(value).toBeCloseTo((100 * sums[index]!) / (64 * (index + 1)), 9));
    expect(read('paper', 'figures', 'curves.tex')).toContain('\\addlegendentry{TENT\\_50\\% \\&');
  });

  it('draws figures in the width and the font asked for', () => {
    expect(read('paper', 'figures', 'curves.svg')).toMatch(
      /width="85mm"[\s\S]*font-family="Times, Times New Roman, serif"/,
    );
    expect(read('paper', 'figures', 'curves.pdf')).toContain('/BaseFont /Times-Roman');
    expect(readdirSync(path.join(out, 'paper')).sort()).toEqual([
      'data',
      'figures',
      'notes.md',
      'repeat',
      'report.tex',
      'tables',
    ]);
  });

  it('holds the parts that were asked for', async () => {
    const file = path.join(out, 'some.html');
    expect(await report(...ids.slice(0, 3), '--html', file, '--parts', 'tables,provenance')).toMatchObject({ code: 0 });
    expect(read('some.html')).not.toMatch(/<figure|lab run/);
    expect(read('some.html').match(/<h2>[^<]*/g)).toEqual(['<h2>Methods and corruptions', '<h2>Provenance']);
  });

  it('reports a suite that has hardly begun', async () => {
    const file = path.join(out, 'suite.html');
    expect(await report('--suite', 'quickstart-mixed', '--html', file)).toMatchObject({ code: 0 });
    expect(read('suite.html')).toContain('lab suite run quickstart-mixed');
  });

  it('reports a sweep with its rules and trials before any is done', async () => {
    const file = path.join(out, 'sweep.html');
    expect(await report('--sweep', 'quickstart-rates', '--html', file)).toMatchObject({ code: 0 });
    expect(read('sweep.html')).toMatch(/<h2>What rules choose[\s\S]*<h2>Trials[\s\S]*lab sweep run quickstart-rates/);
  });

  it.each([
    [['--html', 'x.html'], 'Nothing to report was given.'],
    [['--group', 'A_B & 50%'], 'No destination for the report was given.'],
    [['--group', 'A_B & 50%', '--paper', 'x', '--width', '30', '--letters', '20'], 'leaves no room'],
    [['--group', 'A_B & 50%', '--html', 'x.html', '--notes', 'no-such-file.md'], "can't be read"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, text } = await report(...args);
    expect(code).not.toBe(0);
    expect(text).toContain(sentence);
  });
});
