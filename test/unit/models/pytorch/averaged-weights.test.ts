import { describe, expect, it } from 'vitest';
import { PickleObject, type PickleValue } from '../../../../src-main/models/pytorch/pickle.ts';
import { WeightsQuestion } from '../../../../src-main/models/weights-question.ts';
import { findStateDict, type TorchTensor } from '../../../../src-main/models/pytorch/state-dict.ts';

const dictionary = (storage: string): PickleValue => {
  const tensor: TorchTensor = { kind: 'tensor', storage, type: 'FloatStorage', offset: 0, shape: [1] };
  return new Map<PickleValue, PickleValue>([['head.bias', new PickleObject(tensor)]]);
};
const storageOf = (...args: Parameters<typeof findStateDict>): string | undefined =>
  findStateDict(...args).tensors.get('head.bias')?.storage;

describe('a checkpoint of a training with averaged weights', () => {
  const both = new Map<PickleValue, PickleValue>([
    ['arch', 'vit_base_patch16_224'],
    ['state_dict', dictionary('trained')],
    ['state_dict_ema', dictionary('averaged')],
  ]);

  it('asks which to use', () => {
    expect(() => findStateDict(both)).toThrow(WeightsQuestion);
    expect(findStateDict(both, 'model').arch).toBe('vit_base_patch16_224');
  });

  it.each([
    ['model', 'trained'],
    ['ema', 'averaged'],
  ] as const)('gives those that the user asks for: %s', (wanted, storage) => {
    expect(storageOf(both, wanted)).toBe(storage);
    expect(findStateDict(both, wanted).weights).toBe(wanted);
  });

  it("knows DeiT's names of them", () => {
    const deit = new Map<PickleValue, PickleValue>([
      ['model', dictionary('trained')],
      ['model_ema', dictionary('averaged')],
    ]);
    expect(storageOf(deit, 'ema')).toBe('averaged');
  });

  it('leaves nothing to choose where there is one kind', () => {
    const one = new Map<PickleValue, PickleValue>([['state_dict', dictionary('trained')]]);
    expect(findStateDict(one, 'model')).not.toHaveProperty('weights');
    expect(findStateDict(one, 'ema').averaged).toBe(false);
  });
});
