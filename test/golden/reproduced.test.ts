import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src-main/engines/engine.ts';
import { openEngine } from '../../src-main/engines/engine-registry.ts';
import { verifyFolder, type VerifyReport } from '../../src-main/verify/verify.ts';
import { some, thorough } from '../support/thorough.ts';
import { configurationOf, recordingCopies, recordingFolder } from './recordings.ts';

const copyOf = recordingCopies();
let onnx: Engine;
let wasm: Engine;
beforeAll(async () => {
  onnx = await openEngine('onnx-cpu', { threads: 1 });
  wasm = await openEngine('wasm');
});
afterAll(async () => {
  await onnx.dispose();
  await wasm.dispose();
});

function failures({ methods: reports }: VerifyReport): string[] {
  return reports.flatMap(({ method, checks }) =>
    checks.filter(({ pass }) => !pass).map(({ quantity, absolute }) => `${method} ${quantity} ${absolute}`),
  );
}

const engines = ['onnx-cpu', 'wasm'] as const;

describe.each(['convnext', 'resnet_bn', 'resnet_gn'])('the model and the methods of %s', (name) => {
  it.each(some(engines, 2))('are reproduced on %s', async (id) => {
    const folder = recordingFolder(`golden-backbones/${name}`);
    const report = await verifyFolder(folder, { engine: id === 'wasm' ? wasm : onnx });
    expect(failures(report)).toEqual([]);
    const recorded = Object.keys(configurationOf(folder).methods);
    expect(report.methods.map(({ method }) => method)).toEqual(['forward', ...recorded]);
    expect(report.methods[0]?.checks.map(({ quantity }) => quantity)).toEqual([
      ...['logits', 'features', 'entropy', 'gradient'],
    ]);
  });
});

describe.each(['golden-a', 'golden-b', 'golden-field'] as const)('%s', (name) => {
  it.each(some(engines, 2))('is reproduced on %s', async (id) => {
    const report = await verifyFolder(recordingFolder(name), { engine: id === 'wasm' ? wasm : onnx });
    expect(failures(report)).toEqual([]);
    expect(report.pass).toBe(true);
    expect(report.engine).toBe(id);
    expect(report.methods.map(({ method }) => method)).toEqual(
      Object.keys(configurationOf(recordingFolder(name)).methods),
    );
    expect(report.unknown).toEqual([]);
    for (const { checks } of report.methods) expect(checks.length).toBeGreaterThan(0);
  });

  const older = name === 'golden-b' || (thorough && name === 'golden-a');
  it.runIf(older)('is reproduced where rounding errors are unknown', async () => {
    const folder = copyOf(name);
    rmSync(join(folder, 'sensitivity.json'));
    // Those whose numbers drift most, and one of each kind.
    const methods = [...some(['sar_reset', 'lame_rbf', 'eata', 't3a'], 4), 'mgtta', 'train_mgg_rand'];
    const report = await verifyFolder(folder, { engine: onnx, methods });
    expect(failures(report)).toEqual([]);
    expect(report.methods.flatMap(({ checks }) => checks.map(({ measure }) => measure))).not.toContain('absolute');
  });
});
