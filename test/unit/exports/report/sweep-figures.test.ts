import { describe, expect, it } from 'vitest';
import { paperFiguresSchema } from '../../../../src-shared/api/reports.ts';
import type { SweepState } from '../../../../src-shared/api/sweeps.ts';
import { sweepSchema } from '../../../../src-shared/sweeps/sweep.ts';
import { paperFiles } from '../../../../src-main/exports/report/paper-files.ts';
import { sweepFigures } from '../../../../src-main/exports/report/sweep-figures.ts';
import { sweepSections } from '../../../../src-main/exports/report/sweep-sections.ts';

const rates = [0.001, 0.01, 0.1];
const sizes = [8, 64];
const variable = { isOption: true, kind: 'number', scale: 'log' } as const;
const lr = { ...variable, name: 'lr', label: 'Rate_1 & co', importance: 0.75 };
const batchSize = { ...variable, name: 'batchSize', label: 'Batch size', importance: 0.25 };
const top1 = (index: number): number => 50 + 3 * index;

function stateOf(done: number): SweepState {
  const values = rates.flatMap((rate) => sizes.map((size) => ({ lr: rate, batchSize: size })));
  const best = {
    rule: 'oracle',
    chosenOn: 'test',
    mark: '†',
    trial: done - 1,
    mean: top1(done - 1),
    std: 0.5,
    regret: 0,
  };
  return {
    summary: {
      ...{ id: 'two', name: 'Two', shipped: false, createdAt: '2026-01-01T00:00:00.000Z', methods: ['T_ENT'] },
      ...{ trials: 6, runs: 12, finished: 2 * done, active: false },
    },
    sweep: sweepSchema.parse({
      name: 'Two',
      base: { dataset: { kind: 'quickstart' }, model: 'quickstart', shifts: [{ corruption: 'fog', severity: 5 }] },
      methods: [
        { name: 'T_ENT', method: 'tent', mgg: null, vary: { lr: { values: rates }, batchSize: { values: sizes } } },
      ],
      seeds: [1, 2],
    }),
    metric: 'top1',
    higherIsBetter: true,
    methods: [
      {
        ...{
          name: 'T_ENT',
          method: 'tent',
          trials: 6,
          variables: [batchSize, lr].map((one) => (done === 0 ? { ...one, importance: null } : one)),
        },
        choices: done === 0 ? [] : [best as SweepState['methods'][number]['choices'][number]],
        bestSoFar: Array.from({ length: done }, (_, after) => ({ after, trial: after, mean: top1(after), regret: 0 })),
      },
    ],
    trials: values.map((own, index) => ({
      ...{ method: 'T_ENT', index, values: own, status: index < done ? 'done' : 'missing' },
      ...{ runIds: [], validationRunIds: [], perSeed: [], scores: {} },
      ...(index < done ? { mean: top1(index), std: 0.5 } : { mean: null, std: null }),
    })),
  };
}

const words = { nameOf: () => '', optionLabel: () => '' };
const report = (state: SweepState) => ({
  ...{ title: 'Two', subtitle: '', madeAt: '2026-01-01T00:00:00.000Z', labVersion: '0', notes: '' },
  sections: sweepSections(state, [], words),
});

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
