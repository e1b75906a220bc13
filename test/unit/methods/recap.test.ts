import { expect, it } from 'vitest';
import { regionConstants } from '../../../src-main/methods/recap-regions.ts';
import { recap } from '../../../src-main/methods/recap.ts';
import { context, eager } from './support.ts';
import { results, stateOf } from './support-stream.ts';

it('regions reach as far as rows of the classifier differ, and never overflow', () => {
  const width = 8;
  const variances = new Float32Array(width).fill(50);
  const rows = context.model.constants['head.weight']!.read();
  const constants = regionConstants(context, variances, 40);
  const [spread, largest] = [constants['recap.spread']!.data, constants['recap.largest']!.data];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += (rows[i * width + d]! - rows[j * width + d]!) ** 2;
      const exponent = (sum * 50 * 40) / 0.1 / 2;
      expect(Math.log(spread[i * 3 + j]!) + largest[i]!).toBeCloseTo(exponent, -Math.log10(exponent + 1) + 4);
    }
    expect(Math.max(...spread.slice(3 * i, 3 * i + 3))).toBe(1);
  }
});

it('needs statistics of the source', () => {
  const { model, batchSize, seed } = context;
  expect(() => recap.bind({ model, batchSize, seed }, {})).toThrow('needs statistics');
});

it('is the entropy where regions are points', () => {
  const constants = regionConstants(context, new Float32Array(8), 1);
  // Σ a (log Σ p − log p), and log Σ p is 0.
  expect([...constants['recap.spread']!.data]).toEqual(new Array(9).fill(1));
  expect([...constants['recap.largest']!.data]).toEqual([0, 0, 0]);
});

it('resets parameters and momentum, not the running loss; without a confident image the momentum goes on', async () => {
  const [reset] = await results('recap', { resetBelow: 1e9 }, [5]);
  expect(reset!.diagnostics['reset']).toBe(1);
  expect(reset!.state['theta']).toEqual(context.model.theta);
  expect(reset!.state['velocity']!.data.every((value) => value === 0)).toBe(true);
  expect(reset!.state['ema']!.data[0]).toBeCloseTo(reset!.diagnostics['loss']! / 2, 6);
  const moving = await results('recap', { ...eager['recap'], resetBelow: 0 }, [5]);
  expect(moving[0]!.diagnostics['selected']).toBeGreaterThan(0);
  const [still] = await results('recap', { margin: 0 }, [5]);
  expect(stateOf([still!], 'ema.known')).toEqual([[0]]);
  expect(still!.state['theta']).toEqual(context.model.theta);
});
