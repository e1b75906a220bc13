import { expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { evaluateMgg } from '../../../src-main/experiments/evaluate-mgg.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { channelModel, cpuEngine, fakeStream } from '../../support/fakes.ts';

it('keeps the accuracies of a corruption at several severities apart', async () => {
  const three = float32(Float32Array.of(0.1, 0.2, 0.3));
  const shifts = [
    { corruption: 'fog', severity: 3 },
    { corruption: 'fog', severity: 5 },
    { corruption: 'snow', severity: 5 },
  ];
  const streams = shifts.map((shift, seed) => ({ shift, stream: fakeStream({ images: 4, batchSize: 2, seed }) }));
  const evaluation = {
    ...{ engine: await cpuEngine(), model: channelModel, statistics: { std: three, mean: three } },
    ...{ streams, batchSize: 2, seed: 1, options: {} },
  };
  const accuracy = await evaluateMgg(evaluation, untrainedMgg(1, { kind: 'gml', hiddenSize: 4, heads: 2 }));
  expect(Object.keys(accuracy)).toEqual(['fog/3', 'fog/5', 'snow']);
});

it('evaluates no generator on a stream of which no image can be read', async () => {
  async function* batches(): AsyncGenerator<never> {}
  const skipped = [{ path: 'a/1.png', reason: 'is empty' }];
  const stream = { ...fakeStream({ images: 4, batchSize: 2 }), batches, skipped };
  const three = float32(Float32Array.of(0.1, 0.2, 0.3));
  const evaluation = {
    ...{ engine: await cpuEngine(), model: channelModel, statistics: { std: three, mean: three } },
    ...{ streams: [{ shift: { corruption: 'fog', severity: 5 }, stream }], batchSize: 2, seed: 1, options: {} },
  };
  await expect(
    evaluateMgg(evaluation, untrainedMgg(1, { kind: 'gml', hiddenSize: 4, heads: 2 })),
  ).rejects.toMatchObject({
    code: 'bad-input',
    message: 'No image of fake/1 could be read to evaluate on. a/1.png: is empty',
  });
});
