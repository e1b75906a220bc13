import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import type * as half from '../../../src-main/engines/onnx/half.ts';
import { verifyFolder } from '../../../src-main/verify/verify.ts';
import { emulated } from '../../support/emulated-half.ts';
import { recordingFolder } from '../../golden/recordings.ts';

/* Half precision against the recordings: with the digits of halves, computed on the CPU. */

vi.mock('../../../src-main/engines/onnx/half.ts', async (original) => {
  const { inHalfPrecision } = await original<typeof half>();
  return { inHalfPrecision: (graph: Parameters<typeof inHalfPrecision>[0]) => emulated(inHalfPrecision(graph)) };
});

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1, precision: 'float16' });
});
afterAll(() => engine.dispose());

describe('half precision', () => {
  it.each(['noadapt', 'tent', 'eata', 'cotta', 'mgtta'])(
    'agrees with the recording of %s, but not to all digits',
    async (method) => {
      const { methods } = await verifyFolder(recordingFolder('golden-a'), { engine, methods: [method] });
      const checks = methods.flatMap((one) => one.checks);
      expect(checks.filter(({ pass }) => !pass)).toEqual([]);
      expect(checks.find(({ quantity }) => quantity === 'logits')!.relative).toBeGreaterThan(1e-5);
    },
  );
});
