import { describe, expect, it } from 'vitest';
import { axisName, seriesCsv } from '../../../../src-shared/curves/csv.ts';

describe('the CSV of a plot', () => {
  it('has a row per point in 14 digits, and nothing for gaps', () => {
    expect(seriesCsv([{ name: 'mgtta', x: [1, 2], y: [1 / 3, null] }])).toBe(
      'series,x,y\nmgtta,1,0.33333333333333\nmgtta,2,\n',
    );
  });

  it('has a column for the spread where one series has it', () => {
    const csv = seriesCsv([
      { name: 'mean', x: [1], y: [0.5], std: [0.25] },
      { name: 'tent', x: ['gaussian_noise'], y: [0.75] },
    ]);
    expect(csv).toBe('series,x,y,std_y\nmean,1,0.5,0.25\ntent,gaussian_noise,0.75,\n');
  });

  it('says in its heading what is drawn, and in which unit', () => {
    const axes = { x: axisName('Images seen', false), y: axisName('Accuracy (%)', true) };
    expect(axes).toEqual({ x: 'images_seen', y: 'accuracy_percent' });
    const csv = seriesCsv([{ name: 'TENT', x: [64], y: [0.602], std: [0.0125] }], axes);
    expect(csv).toBe('series,images_seen,accuracy_percent,std_accuracy_percent\nTENT,64,60.2,1.25\n');
    expect(axisName('‖θ − θ₀‖', false)).toBe('θ_θ0');
  });

  it('quotes what would break it', () => {
    expect(seriesCsv([{ name: 'a, "b"', x: [1], y: [2] }])).toBe('series,x,y\n"a, ""b""",1,2\n');
  });
});
