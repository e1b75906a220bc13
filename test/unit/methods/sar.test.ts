import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { MethodRunner, type BatchResult } from '../../../src-main/experiments/method-runner.ts';
import { adaptedCoordinates, sar } from '../../../src-main/methods/sar.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { batch, context, shape } from './support.ts';

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

  it('restores the parameters alone when told to', async () => {
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
});
