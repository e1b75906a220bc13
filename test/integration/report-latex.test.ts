import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { runCli } from '../../src-main/shells/cli/cli.ts';
import { addReportedRuns } from '../support/reported-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const finds = (file: string): boolean => spawnSync('kpsewhich', [file]).status === 0;
/** Small installations of TeX have pdflatex, but not all packages that a report needs. */
const hasLatex = ['pdflatex.fmt', 'pgfplots.sty', 'placeins.sty', 'booktabs.sty'].every(finds);

describe.runIf(hasLatex && thorough)('the files of a report for a paper', () => {
  it('compile as they are, whatever runs are called', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder('report-latex');
    const store = openStore(path.join(folder, 'lab.sqlite'));
    addReportedRuns(store);
    store.close();
    const paper = path.join(folder, 'paper');
    expect(await runCli(['report', '--group', 'A_B & 50%', '--paper', paper, '--data-dir', folder])).toBe(0);
    execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'report.tex'], {
      cwd: paper,
      stdio: 'pipe',
    });
    const log = readFileSync(path.join(paper, 'report.log'), 'latin1');
    expect(log).toContain('Output written on report.pdf');
    expect(log).not.toMatch(/Missing character|undefined control sequence/i);
  });
});
