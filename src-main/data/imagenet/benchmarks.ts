import type { Benchmark } from '../../../src-shared/run-config.ts';

/** Published facts about a benchmark. */
export interface BenchmarkFacts {
  readonly title: string;
  /** Images of the whole of it; of each corruption and severity for ImageNet-C; null where that is not known. */
  readonly images: number | null;
}

export const benchmarkFacts: Readonly<Record<Benchmark, BenchmarkFacts>> = {
  imagenet: { title: 'the ImageNet validation set', images: 50_000 },
  'imagenet-c': { title: 'ImageNet-C', images: 50_000 },
  'imagenet-r': { title: 'ImageNet-R', images: 30_000 },
  'imagenet-sketch': { title: 'ImageNet-Sketch', images: 50_889 },
  'imagenet-a': { title: 'ImageNet-A', images: 7_500 },
  'imagenet-v2': { title: 'ImageNet-V2', images: 10_000 },
  'imagenet-classes': { title: 'ImageNet', images: null },
};
