import { describe, expect, it } from 'vitest';
import {
  agreementByEntropy,
  layerRows,
  measureAxis,
  measureSeries,
  measuresIn,
  recordBoundaries,
  scaleOf,
} from '../../../src-shared/charts/gradient-series.ts';
import { gradientFiles } from '../../../src-shared/generator/csv.ts';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';

const record = (batch: number, entropy: number, gradient: number | null): GradientRecord => ({
  ...{ position: 0, batch, layers: ['norm1.weight', 'norm1.bias'] },
  whole: { effectiveRate: 0.5, cosineDescent: null },
  byLayer: { effectiveRate: [batch, null], cosineDescent: [1, -1] },
  groups: [{ images: 4, entropy, gradient, update: 1 }],
  memories: [],
});

const records = [record(0, 0.12, 0.5), record(10, 0.18, null), record(20, 1, -1)];

describe('what is drawn of records of gradients', () => {
  it('has a row for each layer, the last one lowest', () => {
    expect(layerRows(records, 'effectiveRate', 'all')).toEqual([
      { name: 'norm1.bias', values: [null, null, null] },
      { name: 'norm1.weight', values: [0, 10, 20] },
    ]);
    expect(layerRows(records, 'cosineDescent', 'bias').map(({ name }) => name)).toEqual(['norm1.bias']);
    expect(layerRows([], 'gradient', 'all')).toEqual([]);
  });

  it('offers the measures that there are, each in its scale', () => {
    expect(measuresIn(records)).toEqual(['effectiveRate', 'cosineDescent']);
    expect(scaleOf('cosineDescent')).toEqual({ kind: 'diverging', bound: 1 });
    expect(scaleOf('halvesCosine')).toEqual({ kind: 'diverging', bound: 1 });
    expect(scaleOf('halvesSignal')).toEqual({ kind: 'linear', bound: 1 });
    expect(scaleOf('effectiveRate')).toEqual({ kind: 'logarithmic' });
  });

  it('averages the agreement with the labels over images of about the same entropy', () => {
    const { entropy, gradient, update } = agreementByEntropy(records);
    expect(entropy[0]).toBeCloseTo(0.15, 9);
    expect(entropy[1]).toBe(1);
    expect([gradient, update]).toEqual([
      [0.5, -1],
      [1, 1],
    ]);
  });

  it('stands at its batches in one stream, and by its number among records of several', () => {
    const one = { records, streams: new Map([[0, 'fog 5']]) };
    expect([measureAxis(one), measureSeries(one, 'effectiveRate')[0]!.x]).toEqual(['Batch', [1, 11, 21]]);
    const several = {
      records: [...records, { ...records[0]!, position: 1 }],
      streams: new Map([...one.streams, [1, 'snow 5']]),
    };
    expect([measureAxis(several), measureSeries(several, 'effectiveRate')[0]!.x]).toEqual(['Record', [1, 2, 3, 4]]);
    expect(recordBoundaries(several)).toEqual([
      { x: 1, label: 'fog 5' },
      { x: 4, label: 'snow 5' },
    ]);
    expect(measureAxis({ ...several, records, single: true })).toBe('Batch');
  });

  it('comes as CSV with a row for all layers and each of them', () => {
    const files = gradientFiles(records.slice(0, 1), new Map([[0, 'fog/5']]));
    expect(files['gradients.csv']).toBe(
      'stream,batch,layer,effective_rate,cosine_descent\nfog/5,0,all,0.5,\nfog/5,0,norm1.weight,0,1\nfog/5,0,norm1.bias,,-1\n',
    );
    expect(files['entropy-groups.csv']).toContain('fog/5,0,1,4,0.12,0.5,1\n');
  });
});
