import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportFiles, exportParts } from '../../../src-main/exports/export.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { outlierLabel, packRecords, type ImageRecord } from '../../../src-shared/metrics/image-records.ts';
import { newRun, newShift, provenance } from '../store/support.ts';
import { parseCsv } from './csv.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-export-'));
  store = openStore(path.join(folder, 'lab.sqlite'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const recordOf = (index: number, shift: number, label: number): ImageRecord => ({
  ...{ index, shift, label, prediction: 3, rank: label === 3 ? 0 : 2, confidence: 0.5, entropy: 1, nll: 0.25 },
  ...{ brier: 0.5, energy: -2 },
});

function newRecorded(weights?: Float32Array): string {
  const shifts = [
    { corruption: 'fog', severity: 5 },
    { corruption: 'snow', severity: 3 },
  ];
  const { id } = store.createRun(newRun({ order: 'mixed', shifts }));
  store.startRun(id, provenance);
  store.startShift(id, newShift(0, 'mixed'));
  store.appendImages(id, 0, packRecords([recordOf(9, 1, 3), recordOf(4, 0, 7), recordOf(2, 0, outlierLabel)]), weights);
  return id;
}

it('images come as a row each, with what the method made of them', () => {
  const [weighed, plain] = [newRecorded(Float32Array.of(0, 1.5, 0)), newRecorded()];
  const files = exportFiles(store, [weighed, plain], 'images');
  expect(Object.keys(files)).toEqual([`${weighed}.images.csv`, `${plain}.images.csv`]);
  const rows = parseCsv(files[`${weighed}.images.csv`]!);
  const common = { run: weighed, position: '0', prediction: '3', confidence: '0.5', nll: '0.25', energy: '-2' };
  expect(rows).toMatchObject([
    { ...common, place: '0', corruption: 'snow', severity: '3', image: '9', label: '3', correct: 'true', rank: '0' },
    { ...common, place: '1', corruption: 'fog', severity: '5', image: '4', label: '7', correct: 'false', rank: '2' },
    { ...common, place: '2', corruption: 'fog', image: '2', label: '-1', correct: 'false' },
  ]);
  expect(rows.map(({ selected, weight }) => [selected, weight])).toEqual([
    ['false', '0'],
    ['true', '1.5'],
    ['false', '0'],
  ]);
  const others = parseCsv(files[`${plain}.images.csv`]!);
  expect(others.map(({ selected, weight }) => [selected, weight])).toEqual(Array(3).fill(['', '']));

  const parts = exportParts(store, [weighed], 'images');
  expect(Array.from(parts[`${weighed}.images.csv`]!).join('')).toBe(files[`${weighed}.images.csv`]);
});

it('a run without records of images says so', () => {
  const { id, name } = store.createRun(newRun());
  expect(() => exportFiles(store, [id], 'images')).toThrow(`${name} keeps no records of its images.`);
});
