import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import { adaptedCoordinates } from '../../../src-main/methods/frozen-parts.ts';
import type { MethodContext } from '../../../src-main/methods/method.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import { tinyResnet } from '../../support/tiny-resnet.ts';
import { batch, contextFor, eager, noise } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});

/** Methods that adapt prompts. */
const ofTokens = ['foa', 'foa_i_v1', 'foa_i_v2'];

describe.each(['group', 'batch'] as const)('on a ResNet with %s norms', (kind) => {
  const model = tinyResnet(kind);
  const contextOf = (id: string): MethodContext => ({
    ...contextFor(id),
    model,
    statistics: {
      std: float32(noise(model.featureSize, 2).map(Math.abs)),
      mean: float32(noise(model.featureSize, 3)),
    },
    fisher: float32(noise(model.theta.data.length, 4).map(Math.abs)),
  });

  it.each(Object.keys(methods))('%s adapts and predicts, or says why it can not', async (id) => {
    if (ofTokens.includes(id)) {
      expect(() => findMethod(id).bind(contextOf(id), {})).toThrow(/has no tokens/);
      return;
    }
    if (id === 'bn_adapt' && kind === 'group') return;
    const bound = findMethod(id).bind(contextOf(id), { ...eager[id] });
    const runner = new MethodRunner(engine, id, bound, model);
    let state = bound.init();
    for (const seed of [5, 6]) {
      const result = await runner.run('step', batch(seed).data as Float32Array, 4, state, runner.draw(4, seeded(seed)));
      ({ state } = result);
      expect([...result.logits.data].every(Number.isFinite)).toBe(true);
    }
    await runner.dispose();
  });

  it('leaves the last stage alone where a quarter of the parts is frozen', () => {
    const { data } = adaptedCoordinates(model, 0.25);
    const frozen = model.normParameters.filter(({ offset }) => data[offset] === 0).map(({ name }) => name);
    expect(frozen).toHaveLength(6);
    expect(frozen.every((name) => name.startsWith('layer4.'))).toBe(true);
  });
});

describe('BatchNorm', () => {
  const predict = async (id: string, images: ReturnType<typeof batch>): Promise<number[]> => {
    const model = tinyResnet('batch');
    const bound = findMethod(id).bind({ ...contextFor(id), model }, {});
    const runner = new MethodRunner(engine, id, bound, model);
    const { logits } = await runner.run('predict', images.data as Float32Array, images.shape[0]!, bound.init(), {});
    await runner.dispose();
    return [...logits.data];
  };

  it('normalises by the training without adaptation, by the batch with it', async () => {
    const images = batch(5);
    const one = float32(images.data.slice(0, images.data.length / 4) as Float32Array, [1, 3, 8, 8]);
    const [alone, together] = [await predict('noadapt', one), await predict('noadapt', images)];
    for (const [i, value] of alone.entries()) expect(together[i]).toBeCloseTo(value, 4);
    const [tent, adapted, plain] = [await predict('tent', images), await predict('bn_adapt', images), together];
    for (const [i, value] of adapted.entries()) expect(tent[i]).toBeCloseTo(value, 4);
    expect(Math.max(...tent.map((value, i) => Math.abs(value - plain[i]!)))).toBeGreaterThan(0.1);
  });
});
