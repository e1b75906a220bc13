import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { MethodRunner, type BatchResult } from '../../../src-main/experiments/method-runner.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { adaptedCoordinates } from '../../../src-main/methods/frozen-parts.ts';
import { sar } from '../../../src-main/methods/sar.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { batch, context, eager, shape } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

/** Norms that SAR adapts, by name. */
function adaptedNorms(depth: number, share = 0.25): string[] {
  const model = randomVit({ ...shape, depth }, 1);
  const { data } = adaptedCoordinates(model, share);
  return model.normParameters.filter(({ offset }) => data[offset] === 1).map(({ name }) => name);
}

describe('what SAR adapts', () => {
  it('is all norms but those of the last quarter of the blocks and the final one', () => {
    const names = adaptedNorms(12);
    expect(names).toHaveLength(9 * 4);
    expect(names.at(-1)).toBe('blocks.8.norm2.bias');
    expect(adaptedNorms(4)).toHaveLength(3 * 4);
    expect(adaptedNorms(3)).toHaveLength(3 * 4);
  });

  it('follows the share', () => {
    expect(adaptedNorms(3, 2 / 3)).toHaveLength(4);
    expect(adaptedNorms(3, 1)).toEqual([]);
    expect(adaptedNorms(2, 0)).toHaveLength(8);
  });
});

async function twoSteps(options: Record<string, unknown>): Promise<BatchResult[]> {
  const bound = sar.bind(context, { margin: 2, lr: 0.05, ...options });
  const runner = new MethodRunner(engine, 'SAR', bound, context.model);
  const first = await runner.run('step', batch(5).data as Float32Array, 4, bound.init());
  const second = await runner.run('step', batch(6).data as Float32Array, 4, first.state);
  await runner.dispose();
  return [first, second];
}

describe('a reset of SAR', () => {
  it('restores parameters, momentum and running loss', async () => {
    const [first] = await twoSteps({ resetBelow: 100 });
    expect(first!.diagnostics['reset']).toBe(1);
    expect(first!.state).toEqual(sar.bind(context, {}).init());
  });

  it('restores the parameters alone with reset: parameters', async () => {
    const [first, second] = await twoSteps({ resetBelow: 100, reset: 'parameters' });
    for (const { state } of [first!, second!]) {
      expect(state['theta']).toEqual(context.model.theta);
      expect(state['velocity']!.data.some((value) => value !== 0)).toBe(true);
      expect(state['ema.known']!.data[0]).toBe(1);
    }
  });

  it('does not happen above the bound', async () => {
    const steps = await twoSteps({ resetBelow: 0 });
    expect(steps.map(({ diagnostics }) => diagnostics['reset'])).toEqual([0, 0]);
  });
});

describe('SAR without a confident image', () => {
  it('changes nothing', async () => {
    const [, second] = await twoSteps({ margin: 0 });
    expect(second!.state).toEqual(sar.bind(context, {}).init());
    expect(second!.diagnostics).toMatchObject({ selected: 0, loss: 0, reset: 0 });
  });

  it('lets the momentum move the parameters on request', async () => {
    const lr = 0.05;
    const bound = sar.bind(context, { margin: 0, lr, unselected: 'momentum' });
    const runner = new MethodRunner(engine, 'SAR', bound, context.model);
    const start = bound.init();
    const velocity = { ...start['velocity']!, data: start['velocity']!.data.map(() => 1) };
    const { state } = await runner.run('step', batch(5).data as Float32Array, 4, { ...start, velocity });
    await runner.dispose();
    for (const [i, value] of state['theta']!.data.entries()) {
      expect(value).toBeCloseTo(start['theta']!.data[i]! - lr * 0.9, 6);
    }
  });
});

describe('COME', () => {
  const moved = async (id: string, options: Record<string, unknown>): Promise<unknown> => {
    const bound = findMethod(id).bind(context, { ...eager[id], ...options });
    const runner = new MethodRunner(engine, id, bound, context.model);
    const draws = runner.draw(4, seeded(1));
    const { state } = await runner.run('step', batch(5).data as Float32Array, 4, bound.init(), draws);
    await runner.dispose();
    return state['theta'];
  };

  it.each(['tent', 'eata', 'sar', 'deyo'])('takes the place of the entropy of %s, whatever its mass', async (id) => {
    const results = [{}, { entropy: 'opinion' }, { entropy: 'opinion', opinionMass: 3 }].map((o) => moved(id, o));
    const [plain, opinion, smaller] = await Promise.all(results);
    expect(opinion).not.toEqual(plain);
    expect(smaller).not.toEqual(opinion);
    expect(await moved(id, { opinionMass: 3 })).toEqual(plain);
  });
});
