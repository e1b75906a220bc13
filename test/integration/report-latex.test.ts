import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { runCli } from '../../src-main/shells/cli/cli.ts';
import { paperFiguresSchema } from '../../src-shared/api/reports.ts';
import { paperFiles } from '../../src-main/exports/report/paper-files.ts';
import { generatorReport, plain, recorded } from '../support/reported-generators.ts';
import { sweepReport, sweepStateOf } from '../support/reported-sweep.ts';
import { addReportedRuns } from '../support/reported-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const finds = (file: string): boolean => spawnSync('kpsewhich', ['-engine=pdftex', file]).status === 0;
/** Small installations of TeX have pdflatex, but not all packages that a report needs. */
const hasLatex = ['pdflatex.fmt', 'pgfplots.sty', 'placeins.sty', 'booktabs.sty'].every(finds);

/** Makes the pages that show all of a report. */
function compile(paper: string): void {
  execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'report.tex'], { cwd: paper, stdio: 'pipe' });
  const log = readFileSync(path.join(paper, 'report.log'), 'latin1');
  expect(log).toContain('Output written on report.pdf');
  expect(log).not.toMatch(/Missing character|undefined control sequence/i);
}

describe.runIf(hasLatex && thorough)('the files of a report for a paper', () => {
  it('compile as they are, whatever runs are called', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder('report-latex');
    const store = openStore(path.join(folder, 'lab.sqlite'));
    addReportedRuns(store);
    store.close();
    const paper = path.join(folder, 'paper');
    expect(await runCli(['report', '--group', 'A_B & 50%', '--paper', paper, '--data-dir', folder])).toBe(0);
    compile(paper);
  });

  it.each([
    ['generators', generatorReport(plain, recorded)],
    ['a sweep', sweepReport(sweepStateOf(6))],
  ])('compile for %s', { timeout: 300_000 }, (_name, report) => {
    const paper = temporaryFolder('report-latex-more');
    for (const [name, content] of Object.entries(paperFiles(report, paperFiguresSchema.parse({})))) {
      mkdirSync(path.dirname(path.join(paper, name)), { recursive: true });
      writeFileSync(path.join(paper, name), content);
    }
    compile(paper);
  });
});
