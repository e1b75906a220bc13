import type { PretrainConfig } from './pretrain-config.ts';

/** The tasks of a pre-training, each as a pre-training of its own on it alone; the first one is that without a weight of its own. */
export function tasksOf(config: PretrainConfig): PretrainConfig[] {
  const { reading: _ofTheFirst, ...shared } = config;
  return [
    { ...config, tasks: [] },
    ...config.tasks.map(({ weight: _weight, ...task }) => ({ ...shared, ...task, tasks: [] })),
  ];
}

/** Factors of the losses of each task. */
export const weightsOf = ({ tasks }: Pick<PretrainConfig, 'tasks'>): number[] => [
  1,
  ...tasks.map(({ weight }) => weight),
];

/**
 * The name of a corruption among the accuracies of an epoch: itself for the first task, `2:fog` for the second.
 * @param task counted from 0
 */
export const accuracyName = (task: number, corruption: string): string =>
  task === 0 ? corruption : `${task + 1}:${corruption}`;

/** Undoes `accuracyName`. */
export function taskOfAccuracy(name: string): { readonly task: number; readonly corruption: string } {
  const [, number, corruption] = /^(\d+):(.+)$/s.exec(name) ?? [];
  return number === undefined || corruption === undefined
    ? { task: 0, corruption: name }
    : { task: Number(number) - 1, corruption };
}

/** Steps of an epoch over all tasks, and how many epochs there are, the last one perhaps shorter (docs/method.md §4). */
export function scheduleOf({
  images,
  batchSize,
  steps,
  tasks,
}: Pick<PretrainConfig, 'images' | 'batchSize' | 'steps' | 'tasks'>): {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
} {
  const stepsPerEpoch = Math.max(1, Math.floor(images / batchSize)) * (1 + tasks.length);
  return { stepsPerEpoch, epochs: Math.ceil(steps / stepsPerEpoch) };
}
