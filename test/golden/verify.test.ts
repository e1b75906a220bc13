import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../src-main/engines/onnx/engine.ts';
import { verifyFolder } from '../../src-main/lab/verify/verify.ts';

const data = path.join(import.meta.dirname, '..', 'data');
const copies = mkdtempSync(path.join(tmpdir(), 'lab-verify-'));

/** A copy of recorded outputs that a test may damage. */
function copyOf(name: string): string {
  const folder = path.join(copies, `${name}-${Math.random().toString(36).slice(2)}`);
  cpSync(path.join(data, name), folder, { recursive: true });
  return folder;
}

/** Adds 0.01 to the last value of the file: the last element of the tensor that is stored last. */
function disturb(file: string): void {
  const bytes = readFileSync(file);
  bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.01, bytes.length - 4);
  writeFileSync(file, bytes);
}

describe('verifyFolder', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOnnxEngine('cpu');
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(copies, { recursive: true });
  });

  it.each(['golden-a', 'golden-b'])('finds every recorded method of %s reproduced', async (name) => {
    const report = await verifyFolder(path.join(data, name), { engine });
    const failed = report.methods.flatMap(({ method, checks }) =>
      checks.filter(({ pass }) => !pass).map(({ quantity, absolute }) => `${method} ${quantity} ${absolute}`),
    );
    expect(failed).toEqual([]);
    expect(report.pass).toBe(true);
    expect(report.methods.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['noadapt', 'tent', 'foa_sgd', 'mgtta', 'train_mgg', 'train_mgg_rand']),
    );
  });

  it('judges by relative errors where the rounding of the reference is unknown', async () => {
    const folder = copyOf('golden-a');
    rmSync(path.join(folder, 'sensitivity.json'));
    const { methods, pass } = await verifyFolder(folder, { engine, methods: ['noadapt', 'tent', 'foa_sgd', 'mgtta'] });
    expect(pass).toBe(true);
    expect(methods.flatMap(({ checks }) => checks).every(({ measure }) => measure === 'relative')).toBe(true);
  });

  it('notices a recording that is off by a hundredth in one value', async () => {
    const folder = copyOf('golden-a');
    disturb(path.join(folder, 'methods', 'noadapt.safetensors'));
    const report = await verifyFolder(folder, { engine, methods: ['noadapt', 'tent'] });
    expect(report.methods.map(({ method, pass }) => [method, pass])).toEqual([
      ['noadapt', false],
      ['tent', true],
    ]);
    expect(report.pass).toBe(false);
  });

  it('names a method that it was asked for and does not know', async () => {
    const verify = verifyFolder(path.join(data, 'golden-a'), { engine, methods: ['adagrad'] });
    await expect(verify).rejects.toThrow(/"adagrad" is not recorded in .*golden-a/);
  });
});
