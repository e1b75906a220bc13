import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { labHere } from '../support/cli-here.ts';
import { plainPng, put } from '../support/image-folder.ts';
import { tinyShape, writeTinyVit } from '../support/tiny-vit.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { parseCsv } from '../unit/exports/csv.ts';

const root = temporaryFolder('unreadable');
const model = writeTinyVit(path.join(root, 'tiny.safetensors'), { ...tinyShape, classes: 2 });

/** Images under three corruptions; those of fog are no images but for their names. */
async function writeShifts(): Promise<string> {
  const folder = path.join(root, 'data');
  for (const corruption of ['brightness', 'fog', 'snow']) {
    for (const [label, name] of ['apple', 'pear'].entries()) {
      for (let i = 0; i < 4; i++) {
        const content = corruption === 'fog' ? 'not an image' : await plainPng(label + 2 * i, 224);
        await put(path.join(folder, corruption, '5', name, `${i}.png`), content);
      }
    }
  }
  return folder;
}

interface Summary {
  readonly averageTop1: number | null;
  readonly averageEce: number | null;
  readonly images: number;
}

describe('a shift of which no image can be read', () => {
  it('is missing in records, averages, tables and exports, and said in the log', async () => {
    const dataDir = path.join(root, 'lab');
    const data = ['--dataset', await writeShifts(), '--corrupted', '--corruption', 'brightness,fog,snow'];
    const { out, err, code } = await labHere(
      ...['run', '--data-dir', dataDir, '--json', '--model', model, '--method', 'noadapt', '--engine', 'onnx-cpu'],
      ...[...data, '--batch-size', '4', '--threads', '1'],
    );
    expect(err).toContain('No image of fog/5 could be read');
    expect(code).toBe(0);
    const run = JSON.parse(out) as {
      id: string;
      summary: Summary & { imagesPerSecond: number; computeSeconds: number; skipped: number };
      shifts: { summary: Record<'top1' | 'top5' | 'ece' | 'images', number | null> }[];
    };
    const [bright, fog, snow] = run.shifts.map(({ summary }) => summary);
    expect(fog).toMatchObject({ top1: null, top5: null, ece: null, images: 0 });
    const { summary } = run;
    expect(summary).toMatchObject({ images: 16, skipped: 8 });
    expect(summary.averageTop1).toBeCloseTo((bright!.top1! + snow!.top1!) / 2, 12);
    expect(summary.averageEce).toBeCloseTo((bright!.ece! + snow!.ece!) / 2, 12);
    expect(summary.imagesPerSecond).toBeCloseTo(16 / summary.computeSeconds, 6);

    const compared = await labHere('compare', run.id, '--data-dir', dataDir);
    expect(compared.out).toMatch(/NoAdapt .*│\s+–\s+│/);
    await labHere('export', run.id, '--data-dir', dataDir, '--out', path.join(root, 'out'));
    const csv = readFileSync(path.join(root, 'out', 'corruptions-top1-percent.csv'), 'utf8');
    const [row] = parseCsv(csv);
    expect(row).toMatchObject({ fog_top1_percent: '', corruptions: '2' });
    expect(Number(row!['average_top1_percent'])).toBeCloseTo(100 * summary.averageTop1!, 10);
  });
});
