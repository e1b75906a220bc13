import { describe, expect, it } from 'vitest';
import { paperFiguresSchema } from '../../../../src-shared/api/reports.ts';
import { paperFiles } from '../../../../src-main/exports/report/paper-files.ts';
import { sweepFigures } from '../../../../src-main/exports/report/sweep-figures.ts';
import { sweepReport as report, sweepStateOf as stateOf } from '../../../support/reported-sweep.ts';

describe('the drawings of a sweep in its report', () => {
  const files = paperFiles(report(stateOf(6)), paperFiguresSchema.parse({}));
  const text = (name: string): string => String(files[name]);

  it('are those of its page: over each option, best so far, two and all options at once, importance', () => {
    expect(sweepFigures(stateOf(6)).map(({ name }) => name)).toEqual([
      ...['over-batchSize', 'over-lr', 'best-so-far', 'contour', 'parallel', 'importance'],
    ]);
    expect(sweepFigures(stateOf(0))).toEqual([]);
  });

  it('come in all forms, with the numbers of each', () => {
    for (const { name } of sweepFigures(stateOf(6))) {
      expect(String.fromCodePoint(...(files[`figures/${name}.pdf`] as Uint8Array).slice(0, 5))).toBe('%PDF-');
      expect(text(`figures/${name}.svg`)).toContain('width="85mm"');
      expect(text(`figures/${name}.svg`) + text(`figures/${name}.tex`)).not.toMatch(/NaN|undefined/);
    }
    expect(text('data/over-lr.csv').split('\n').slice(0, 3)).toEqual([
      'method,trial,lr,top1_percent,top1_percent_std,runs',
      'T_ENT,0,0.001,50,0.5,',
      'T_ENT,1,0.001,53,0.5,',
    ]);
    expect(text('data/contour.csv')).toContain('T_ENT,5,64,0.1,65,0.5,');
  });

  it('are drawn by TikZ in the font of the paper, in the place that SVG has for them', () => {
    const tex = text('figures/over-lr.tex');
    // Dots of six trials, of which one has a ring, with bars for their deviations.
    expect(tex.match(/circle\[radius=(3\.5|2\.5)\]/g)).toHaveLength(6);
    expect(tex.match(/circle\[radius=6\.5\]/g)).toHaveLength(1);
    expect(tex).toContain('{Rate\\_1 \\& co}');
    const [, left, top] = /\\path\[fill=[^\]]*\] \(([\d.]+),([\d.]+)\) circle\[radius=3\.5\]/.exec(tex)!;
    expect(text('figures/over-lr.svg')).toContain(`M${Number(left) + 3.5} ${top!}A3.5`);
    for (const name of ['over-lr', 'contour', 'parallel']) {
      const drawing = text(`figures/${name}.tex`);
      expect(drawing.match(/\{/g)!.length).toBe(drawing.match(/\}/g)!.length);
      expect(drawing.match(/\\begin\{/g)!.length).toBe(drawing.match(/\\end\{/g)!.length);
    }
  });

  it('draw what is best so far as steps', () => {
    expect(text('figures/best-so-far.tex')).toContain(', const plot]');
    expect(text('data/best-so-far.dat').split('\n').slice(0, 3)).toEqual(['l1x l1y', '1 50', '2 53']);
  });
});
