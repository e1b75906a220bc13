import { describe, expect, it } from 'vitest';
import { paperFiguresSchema } from '../../../../src-shared/api/reports.ts';
import { fitResponse } from '../../../../src-shared/generator/fits.ts';
import { responseAxis, sequenceNames, sequenceOf, type GeneratorView } from '../../../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../../../src-shared/gradient-records.ts';
import {
  generatorSections,
  sideLabels,
  type OpenedGenerator,
} from '../../../../src-main/exports/report/generator-sections.ts';
import { paperFiles } from '../../../../src-main/exports/report/paper-files.ts';
import { reportHtml } from '../../../../src-main/exports/report/report-html.ts';
import { doneRun } from '../../shared/comparison/support.ts';

function responseOf(id: string, u: (x1: number, x2: number) => number) {
  const values = responseAxis.flatMap((x2) => responseAxis.map((x1) => u(x1, x2)));
  return { id, values, ...fitResponse(responseAxis, values) };
}

const viewOf = (name: string, mgg: string): GeneratorView => ({
  ...{ name, mgg, hash: 'aa'.repeat(32), kind: 'gml', hiddenSize: 8, heads: 1, axis: [...responseAxis] },
  responses: [responseOf('start', (x1) => Math.tanh(x1)), responseOf('frozen', (_x1, x2) => Math.tanh(2 * x2))],
  sequences: sequenceNames.map((sequence) => {
    const gradient = sequenceOf(sequence);
    return { name: sequence, gradient, update: gradient, frozen: gradient, distance: gradient.map((_, t) => t) };
  }),
});

const recordAt = (position: number, batch: number): GradientRecord => ({
  ...{ position, batch, layers: ['norm.weight', 'norm.bias'] },
  whole: { effectiveRate: 0.001 * (batch + 1), saturation: 0.5, cosineDescent: 1, cosineAdam: 0.5 },
  byLayer: { effectiveRate: [0.001, 0.002], saturation: [0.25, null], cosineDescent: [1, 1], cosineAdam: [0, 1] },
  groups: [{ images: 16, entropy: 0.3, gradient: 0.5, update: 0.25 }],
  memories: [],
});

const finished = doneRun('MGTTA', { fog: 0.6 }, { method: 'mgtta', mgg: 'quickstart', gradientRecords: 5 });
const run = {
  ...{ run: finished.run, shifts: [...finished.shifts] },
  ...{ attempts: [], epochs: [], skipped: [], log: [], hasCheckpoint: false },
};
const plain: OpenedGenerator = {
  view: viewOf('First', 'quickstart'),
  details: undefined,
  records: [],
  streams: new Map(),
};
const recorded: OpenedGenerator = {
  ...{ view: viewOf('Second_1', '/a b/second.safetensors'), details: run },
  records: [recordAt(0, 0), recordAt(0, 5), recordAt(1, 0)],
  streams: new Map([
    [0, 'fog 5'],
    [1, 'snow 5'],
  ]),
};
const words = { nameOf: ({ name }: { name: string }) => name, optionLabel: (_: string, option: string) => option };

const reportOf = (...opened: OpenedGenerator[]) => ({
  ...{ title: 'Generators', subtitle: '', madeAt: '2026-01-01T00:00:00.000Z', labVersion: '0', notes: '' },
  sections: generatorSections(opened, words),
});
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
    for (const name of ['response-start-1', 'slices-2', 'batches-cosine-descent-2']) {
      expect(String(files[`figures/${name}.svg`])).not.toMatch(/NaN|undefined/);
      expect(String(files[`figures/${name}.tex`])).toContain('\\begin{axis}');
      expect(files[`figures/${name}.pdf`]).toBeInstanceOf(Uint8Array);
    }
  });

  it('tells two of one name apart by their runs', () => {
    const same = { ...plain, details: run };
    expect(sideLabels([plain, same], words)).toEqual(['First', 'First, MGTTA']);
    expect(sideLabels([plain, plain], words)).toEqual(['First (1)', 'First (2)']);
  });
});
