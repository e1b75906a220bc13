import { expect, it } from 'vitest';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { tasksOf, weightsOf } from '../../../src-shared/pretrain-tasks.ts';

const place = { dataset: { kind: 'quickstart' }, model: 'quickstart' } as const;

it('tasks have what they say themselves, and the rest of the first one', () => {
  const config = pretrainConfigSchema.parse({
    ...{ ...place, normalisation: 'model', steps: 7 },
    tasks: [place, { ...place, model: '/m.pth', normalisation: 'imagenet', weight: 3 }],
  });
  const all = tasksOf(config);
  expect(all.map(({ model, normalisation, steps }) => [model, normalisation, steps])).toEqual([
    ['quickstart', 'model', 7],
    ['quickstart', 'model', 7],
    ['/m.pth', 'imagenet', 7],
  ]);
  expect(all.map((one) => pretrainConfigSchema.parse(one))).toEqual(all);
  expect(weightsOf(config)).toEqual([1, 1, 3]);
});
