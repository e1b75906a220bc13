import { describe, expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { startPosition } from '../../../src-main/experiments/pretrain-mgg.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import { packPosition, unpackPosition } from '../../../src-main/jobs/pretrain-checkpoint.ts';
import { channelModel } from '../../support/fakes.ts';

const settings = {
  model: channelModel,
  others: [],
  options: pretrainDefaults,
  seed: 1,
  kind: 'gml' as const,
  hiddenSize: 4,
  heads: 2,
};
const start = startPosition(settings);
const tally = { bestEpoch: 2, bestAccuracy: 0.5, outputHash: 'ab', finalLoss: 1.5, totalSeconds: 10 };

describe('checkpoints of a pre-training', () => {
  it('begin at the start where there is none', () => {
    const { position, tally: counted } = unpackPosition(start, undefined);
    expect(position).toBe(start);
    expect(counted).toMatchObject({ bestAccuracy: null, totalSeconds: 0 });
  });

  it('bring back the whole position', () => {
    const later = { ...start, epoch: 3, stepsDone: 192, bestEpoch: 2, bestAccuracy: 0.5 };
    const stored = structuredClone(packPosition(later, tally));
    expect([stored.position, stored.next]).toEqual([3, 192]);
    expect(unpackPosition(start, stored)).toEqual({ position: later, tally });
  });

  it('bring back the states of further tasks and the generators that may still become the best', () => {
    const begun = startPosition({ ...settings, others: [{ model: channelModel }] });
    const of = (seed: number) => startPosition({ ...settings, seed }).best;
    const accuracies = [
      { fog: 0.5, '2:fog': 0.2 },
      { fog: 0.4, '2:fog': 0.3 },
    ];
    const rivals = accuracies.map((accuracy, epoch) => ({ epoch, accuracy, mgg: of(epoch) }));
    const others = [{ ...begun.others[0]!, theta: float32(Float32Array.of(3, 2, 1)) }];
    const later = { ...begun, epoch: 2, stepsDone: 8, bestEpoch: 1, bestAccuracy: 0.35, best: of(1), others, rivals };
    const epochs = rivals.map(({ epoch, accuracy }) => ({
      ...{ epoch, meanLoss: 1, taskLosses: [1, 1], accuracy },
      ...{ seconds: 1, isBest: epoch === 1 },
    }));
    const counted = { ...tally, bestEpoch: 1, bestAccuracy: 0.35, epochs };
    expect(unpackPosition(begun, structuredClone(packPosition(later, counted)))).toEqual({
      position: later,
      tally: counted,
    });
  });

  it('are refused when they are of another kind', () => {
    expect(() => unpackPosition(start, { position: 0, next: 0, state: {}, progress: {} })).toThrow('another version');
  });
});
