import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';
import type { MethodContext } from '../../../src-main/methods/method.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import { adaptedCoordinates } from '../../../src-main/methods/frozen-parts.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import type { VitArithmetic } from '../../../src-main/models/vit-layout.ts';
import { batch, eager, noise, shape } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openWasmEngine();
});

const distilled = { distillation: 'head' } as const;
const variants: [string, Partial<VitArithmetic>][] = [
  ['a distilled model', distilled],
  ['averaged tokens without a class token', { pool: 'avg', classToken: false, finalNorm: 'fc_norm' }],
  ['averaged tokens beside registers', { pool: 'avg', registers: 2, positions: 'patches' }],
  ['CLIP', { preNorm: true, patchBias: false, activation: 'quick_gelu', eps: 1e-5 }],
  ['normalised queries and layer scale', { qkNorm: true, layerScale: true, qkvBias: false, activation: 'relu' }],
];

function contextOf(arithmetic: Partial<VitArithmetic>, lstm: boolean): MethodContext {
  const model = randomVit({ ...shape, arithmetic }, 1);
  return {
    model,
    statistics: {
      std: float32(noise(model.featureSize, 2).map(Math.abs)),
      mean: float32(noise(model.featureSize, 3)),
    },
    mgg: untrainedMgg(1, lstm ? { kind: 'lstm' } : {}),
    fisher: float32(noise(model.theta.data.length, 4).map(Math.abs)),
    batchSize: 4,
    seed: 1,
  };
}

describe.each(variants)('on %s', (_what, arithmetic) => {
  it.each(Object.keys(methods).filter((id) => id !== 'bn_adapt'))('%s adapts and predicts', async (id) => {
    const context = contextOf(arithmetic, id === 'mgtta_lstm');
    if (id === 'cotta' && arithmetic === distilled) {
      expect(() => findMethod(id).bind(context, {})).toThrow('distilled model with two heads');
      return;
    }
    const bound = findMethod(id).bind(context, { ...eager[id] });
    const runner = new MethodRunner(engine, id, bound, context.model);
    let state = bound.init();
    for (const seed of [5, 6]) {
      const result = await runner.run('step', batch(seed).data as Float32Array, 4, state, runner.draw(4, seeded(seed)));
      ({ state } = result);
      expect(result.logits.shape).toEqual([4, 3]);
      expect([...result.logits.data].every(Number.isFinite)).toBe(true);
    }
    await runner.dispose();
  });
});

describe('SAR', () => {
  it("adapts CLIP's norm before the blocks, but not the one behind the pooling", () => {
    const model = randomVit({ ...shape, arithmetic: { preNorm: true, pool: 'avg', finalNorm: 'fc_norm' } }, 1);
    const { data } = adaptedCoordinates(model, 0.5);
    const adapted = model.normParameters.filter(({ offset }) => data[offset] === 1).map(({ name }) => name);
    const [before, last] = ['norm_pre', 'blocks.0.norm2'];
    expect([adapted[0], adapted.at(-1)]).toEqual([`${before}.weight`, `${last}.bias`]);
  });
});
