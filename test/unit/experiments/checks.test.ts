import { describe, expect, it } from 'vitest';
import { checkRunConfig } from '../../../src-main/experiments/checks.ts';
import { fakeConfig } from '../../support/fakes.ts';

const plain = { id: 'm', name: 'M', needs: [] } as const;

describe('checkRunConfig', () => {
  it('refuses a batch of one image for a method with batch statistics, and says what to do', () => {
    const check = () => checkRunConfig(fakeConfig({ batchSize: 1 }), { ...plain, needs: ['batch-statistics'] });
    expect(check).toThrow(
      expect.objectContaining({ code: 'bad-option', hint: expect.stringContaining('2 or more') as string }) as Error,
    );
    expect(() => checkRunConfig(fakeConfig({ batchSize: 1 }), plain)).not.toThrow();
  });

  it('asks for a generator where the method needs one', () => {
    expect(() => checkRunConfig(fakeConfig(), { ...plain, needs: ['mgg'] })).toThrow('meta gradient generator');
    expect(() => checkRunConfig(fakeConfig({ mgg: 'quickstart' }), { ...plain, needs: ['mgg'] })).not.toThrow();
  });

  it('refuses a shift that is listed twice', () => {
    const shifts = [3, 5, 3].map((severity) => ({ corruption: 'fog', severity }));
    expect(() => checkRunConfig(fakeConfig({ shifts }), plain)).toThrow('fog/3 is listed twice.');
    expect(() => checkRunConfig(fakeConfig({ shifts: shifts.slice(1) }), plain)).not.toThrow();
  });

  it.each([
    ['clean', 5],
    ['fog', 0],
  ])('refuses severity of %s at %d', (corruption, severity) => {
    expect(() => checkRunConfig(fakeConfig({ shifts: [{ corruption, severity }] }), plain)).toThrow('everity');
  });
});

describe('the sequence of streams', () => {
  it.each([
    [{ rounds: 2, policy: 'reset' }, '2 rounds would all give the same numbers'],
    [{ course: 'gradual', policy: 'reset' }, 'Gradual severities mean nothing'],
    [{ course: 'gradual', policy: 'continual', order: 'mixed' }, 'severities are not gradual'],
  ] as const)('is refused where it contradicts itself: %j', (changes, message) => {
    expect(() => checkRunConfig(fakeConfig(changes), plain)).toThrow(message);
  });

  it('goes on from stream to stream', () => {
    const changes = { course: 'gradual', policy: 'continual', rounds: 3, shiftOrder: 'shuffled' } as const;
    expect(() => checkRunConfig(fakeConfig(changes), plain)).not.toThrow();
  });
});

describe('an order file', () => {
  it.each([
    [{ order: 'mixed' }, 'shifts in one stream are shuffled.'],
    [{ imbalanceRatio: 10 }, 'an imbalance ratio draws them.'],
    [{ labelOrder: 'sorted' }, 'labels are to be sorted.'],
  ] as const)('is the only order: %j', (changes, message) => {
    const config = fakeConfig({ orderFile: '/a.npy', ...changes });
    expect(() => checkRunConfig(config, plain)).toThrow(`The order file gives the order of the images, but ${message}`);
    expect(() => checkRunConfig({ ...config, orderFile: null }, plain)).not.toThrow();
  });
});

describe('the order of labels', () => {
  it('is decided by one setting', () => {
    const both = fakeConfig({ imbalanceRatio: 10, labelOrder: 'sorted' });
    expect(() => checkRunConfig(both, plain)).toThrow('An imbalance ratio and sorted labels');
    expect(() => checkRunConfig({ ...both, imbalanceRatio: null }, plain)).not.toThrow();
    expect(() => checkRunConfig({ ...both, labelOrder: 'shuffled' }, plain)).not.toThrow();
  });
});
