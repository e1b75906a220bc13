import { describe, expect, it } from 'vitest';
import { paperFiguresSchema } from '../../../../src-shared/api/reports.ts';
import {
  generatorSections,
  sideLabels,
  type OpenedGenerator,
} from '../../../../src-main/exports/report/generator-sections.ts';
import { paperFiles } from '../../../../src-main/exports/report/paper-files.ts';
import { reportHtml } from '../../../../src-main/exports/report/report-html.ts';
import {
  gradientRun as run,
  plain,
  recorded,
  generatorReport as reportOf,
  words,
} from '../../../support/reported-generators.ts';

const figuresOf = (...opened: OpenedGenerator[]): string[] =>
  generatorSections(opened, words).flatMap((section) => (section.kind === 'figure' ? [section.name] : []));

describe('a report of a generator', () => {
  it('holds its responses, slices, sequences, and what its run has recorded', () => {
    expect(figuresOf(plain)).toEqual([
      ...['response-start', 'response-frozen', 'slices', 'sequences', 'memory-distance'],
    ]);
    expect(figuresOf(recorded).slice(5)).toEqual([
      ...['layers-effective-rate', 'layers-saturation'],
      ...['batches-effective-rate', 'batches-saturation', 'batches-cosine-descent', 'agreement'],
    ]);
    expect(figuresOf({ ...recorded, view: undefined })).toEqual(figuresOf(recorded).slice(5));
  });

  it('says which hand-made optimiser is nearest, and how the numbers are had again', () => {
    const { sections } = reportOf(recorded);
    expect(sections[0]).toMatchObject({
      kind: 'text',
      lines: ['Second_1 answers at the start of a stream most like tanh(1.00·x₁) (R²\u00a01.000).'],
    });
    expect(sections.find((section) => section.kind === 'words' && section.name === 'fits')).toMatchObject({
      groups: [{ rows: [expect.arrayContaining(['tanh(1.00·x₁)', '1.000']), expect.arrayContaining(['f(x₂)'])] }],
    });
    const repeat = sections.at(-1)!;
    expect(repeat.kind === 'repeat' && repeat.commands[0]!.command).toBe(
      `lab mgg show '/a b/second.safetensors' --run ${run.run.id} --csv figures`,
    );
    expect(repeat.kind === 'repeat' && Object.keys(repeat.files)).toEqual([`${run.run.id}.config.json`]);
  });

  it('has two beside each other, each figure in files of its own', () => {
    expect(figuresOf(plain, recorded).slice(0, 6)).toEqual([
      ...['response-start-1', 'response-start-2', 'response-frozen-1', 'response-frozen-2', 'slices-1', 'slices-2'],
    ]);
    const html = reportHtml(reportOf(plain, recorded));
    const [pairs = ''] = /<div class="pairs">.*?<\/figure><\/div>/s.exec(html) ?? [];
    expect(pairs.match(/<figure>/g)).toHaveLength(4);
    expect(html.match(/<div class="pairs">/g)!.length).toBe(html.match(/<\/figure><\/div>/g)!.length);
    expect(html).toContain('<th scope="rowgroup" colspan="6">Second_1</th>');
  });

  it('comes as files for a paper', () => {
    const files = paperFiles(reportOf(plain, recorded), paperFiguresSchema.parse({}));
    expect(String(files['data/response-start-1.csv']).split('\n').slice(0, 2)).toEqual([
      'x1,x2,u',
      expect.stringMatching(/^-5,-5,-0\.99990/) as string,
    ]);
    expect(String(files['data/layers-effective-rate-2.csv'])).toContain('snow 5 1,norm.bias,0.002');
    // Numbers of their own, as other figures have them; a rate by its logarithm, too, and a gap where there is none.
    const [head, ...rows] = String(files['data/layers-effective-rate-2.dat']).trimEnd().split('\n');
    expect([head, rows.length, rows[0]]).toEqual(['x y v log', 6, '0 0 0.002 -2.698970004336']);
    expect(String(files['data/layers-saturation-2.dat'])).toContain(' nan\n');
    // A figure that LaTeX can't hold is thinned out along its longer side; the CSV has it all.
    expect(String(files['data/response-start-1.dat']).trimEnd().split('\n')).toHaveLength(1 + 41 * 81);
    const drawing = String(files['figures/layers-effective-rate-2.tex']);
    expect(drawing).toContain('meta=log] {\\labfolder/data/layers-effective-rate-2.dat}');
    expect(drawing).toContain('point meta max=-2');
    for (const name of ['response-start-1', 'slices-2', 'batches-cosine-descent-2']) {
      expect(String(files[`figures/${name}.svg`])).not.toMatch(/NaN|undefined/);
      expect(String(files[`figures/${name}.tex`])).toContain('\\begin{axis}');
      expect(files[`figures/${name}.pdf`]).toBeInstanceOf(Uint8Array);
    }
  });

  it('distinguishes two of one name by their runs', () => {
    const same = { ...plain, details: run };
    expect(sideLabels([plain, same], words)).toEqual(['First', 'First, MGTTA']);
    expect(sideLabels([plain, plain], words)).toEqual(['First (1)', 'First (2)']);
  });
});
