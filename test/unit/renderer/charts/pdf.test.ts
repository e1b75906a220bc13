import { describe, expect, it } from 'vitest';
import { pdfPath } from '../../../../src-shared/charts/export/pdf-path.ts';
import { pdfRuns } from '../../../../src-shared/charts/export/pdf-text.ts';
import { pdfOf } from '../../../../src-shared/charts/export/pdf.ts';
import { SvgContext } from '../../../../src-shared/charts/export/svg-context.ts';
import { element } from '../../../../src-shared/charts/export/svg-text.ts';

function drawn(): string {
  const context = new SvgContext(200, 100);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 200, 100);
  context.save();
  context.rect(10, 10, 100, 50);
  context.clip();
  context.strokeStyle = 'rgba(255, 0, 0, 0.5)';
  context.lineWidth = 2;
  context.setLineDash([6, 3]);
  context.beginPath();
  context.moveTo(10, 20);
  context.lineTo(100, 40);
  context.stroke();
  context.restore();
  context.beginPath();
  context.arc(50, 50, 10, 0, 2 * Math.PI);
  context.fill();
  context.textAlign = 'right';
  context.font = '600 10px Inter, sans-serif';
  context.fillText('γ ≤ 60.2 % (a)', 100, 90);
  const inner = element(
    'svg',
    { x: 5, y: 7, width: 10, height: 10 },
    '<path d="M0 0L1 1" stroke="#123456" fill="none"/>',
  );
  return `<?xml version="1.0"?>\n${element('svg', { width: 200, height: 100 }, context.content() + inner)}`;
}

const pdf = pdfOf(drawn(), 0.5);
const text = String.fromCharCode(...pdf);

describe('a PDF', () => {
  it('is a document whose table leads to its objects, of the size asked for', () => {
    expect(text.startsWith('%PDF-1.4\n')).toBe(true);
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
    expect(offsets).toHaveLength(9);
    offsets.forEach((offset, index) => expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\n`)));
    expect(text.slice(Number(/startxref\n(\d+)/.exec(text)![1]))).toMatch(/^xref\n0 10\n/);
    expect(text).toContain('/MediaBox [0 0 100 50]');
    const [, length, content] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text)!;
    expect(content).toHaveLength(Number(length));
    const count = (operator: RegExp) => content!.match(operator)?.length;
    expect(count(/^q$/gm)).toBe(count(/^Q$/gm));
  });

  it('has lines with their colour, dash, opacity and clip, and drawings within drawings', () => {
    expect(text).toContain('/O50 gs\n1 0 0 RG 2 w\n0 j 0 J\n[6 3] 0 d\n10 20 m\n100 40 l\nS');
    expect(text).toContain('/O50 << /ca 0.5 /CA 0.5 >>');
    expect(text).toContain('10 10 m\n110 10 l\n110 60 l\n10 60 l\nh\nW n');
    expect(text).toContain('1 0 0 1 5 7 cm');
    expect(text).toContain('0.07 0.2 0.34 RG');
  });

  it('has letters that can be searched, flush right, with signs from the font Symbol', () => {
    const { width, runs } = pdfRuns('γ ≤ 60.2 % (a)', { family: 'Inter', bold: true });
    expect(runs.map(({ font }) => font)).toEqual(['F3', 'F2', 'F3', 'F2']);
    expect(text).toContain('/F3 10 Tf <67> Tj\n/F2 10 Tf <20> Tj\n/F3 10 Tf <a3> Tj');
    const place = /1 0 0 -1 ([\d.]+) 90 Tm/.exec(text)!;
    expect(Number(place[1])).toBeCloseTo(100 - width / 100, 3);
    expect(pdfRuns('‖θ₀‖ Ω', { family: 'Inter', bold: false }).runs.flatMap(({ bytes }) => bytes)).toEqual([
      0x7c, 0x7c, 0x71, 0x30, 0x7c, 0x7c, 0x20, 0x3f,
    ]);
  });
});

describe('a path', () => {
  it('has circles as four curves that stay on them', () => {
    const operators = pdfPath('M60 50A10 10 0 0 1 40 50A10 10 0 0 1 60 50').split('\n');
    expect(operators[0]).toBe('60 50 m');
    const ends = operators.slice(1).map((operator) => operator.split(' ').slice(4, 6).map(Number));
    expect(ends).toEqual([
      [50, 60],
      [40, 50],
      [50, 40],
      [60, 50],
    ]);
    expect(operators[1]).toBe('60 55.52 55.52 60 50 60 c');
  });
});
