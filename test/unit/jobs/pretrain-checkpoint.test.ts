import { describe, expect, it } from 'vitest';
import { startPosition } from '../../../src-main/experiments/pretrain-mgg.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import { packPosition, unpackPosition } from '../../../src-main/jobs/pretrain-checkpoint.ts';
import { channelModel } from '../../support/fakes.ts';

const start = startPosition({
  model: channelModel,
  options: pretrainDefaults,
  seed: 1,
  kind: 'gml',
  hiddenSize: 4,
  heads: 2,
});
const tally = { bestEpoch: 2, bestAccuracy: 0.5, outputHash: 'ab', finalLoss: 1.5, totalSeconds: 10 };

describe('checkpoints of a pre-training', () => {
  it('begin at the start where there is none', () => {
    const { position, tally: counted } = unpackPosition(start, undefined);
    expect(position).toBe(start);
    expect(counted).toMatchObject({ bestAccuracy: null, totalSeconds: 0 });
  });

  it('bring back the whole position', () => {
    const later = { ...start, epoch: 3, stepsDone: 192, bestAccuracy: 0.5 };
    const stored = structuredClone(packPosition(later, tally));
    expect([stored.position, stored.next]).toEqual([3, 192]);
    expect(unpackPosition(start, stored)).toEqual({ position: later, tally });
  });

  it('are refused when they are of another kind', () => {
    expect(() => unpackPosition(start, { position: 0, next: 0, state: {}, progress: {} })).toThrow('another version');
  });
});
