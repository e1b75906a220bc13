import { generatorSections, type OpenedGenerator } from '../../src-main/exports/report/generator-sections.ts';
import type { Report } from '../../src-main/exports/report/sections.ts';
import { fitResponse } from '../../src-shared/generator/fits.ts';
import { responseAxis, sequenceNames, sequenceOf, type GeneratorView } from '../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../src-shared/gradient-records.ts';
import { doneRun } from '../unit/shared/comparison/support.ts';

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
/** A run that has recorded gradients. */
export const gradientRun = {
  ...{ run: finished.run, shifts: [...finished.shifts] },
  ...{ attempts: [], epochs: [], skipped: [], log: [], hasCheckpoint: false },
};
/** A generator alone, and one with what a run did with it. */
export const plain: OpenedGenerator = {
  view: viewOf('First', 'quickstart'),
  details: undefined,
  records: [],
  streams: new Map(),
};
export const recorded: OpenedGenerator = {
  ...{ view: viewOf('Second_1', '/a b/second.safetensors'), details: gradientRun },
  records: [recordAt(0, 0), recordAt(0, 5), recordAt(1, 0)],
  streams: new Map([
    [0, 'fog 5'],
    [1, 'snow 5'],
  ]),
};
export const words = {
  nameOf: ({ name }: { name: string }) => name,
  optionLabel: (_: string, option: string) => option,
};

/** The report of generators laid open. */
export const generatorReport = (...opened: OpenedGenerator[]): Report => ({
  ...{ title: 'Generators', subtitle: '', madeAt: '2026-01-01T00:00:00.000Z', labVersion: '0', notes: '' },
  sections: generatorSections(opened, words),
});
