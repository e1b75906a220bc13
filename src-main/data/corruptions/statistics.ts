import { mean } from '../../../src-shared/statistics/mean-std.ts';
import { channelCount } from '../image.ts';
import type { RgbImage } from '../image.ts';

/** Statistics by which corruptions are compared; grey levels and squared grey levels. */
export interface ImageStatistics {
  /** Mean of each channel. */
  readonly channel_mean: readonly number[];
  /** Standard deviation of each channel. */
  readonly channel_std: readonly number[];
  /** Mean squared difference to the clean image over all channel values. */
  readonly mse: number;
  /** Mean squared difference of horizontally neighbouring channel values. */
  readonly hgrad_energy: number;
  /** The same of vertically neighbouring ones. */
  readonly vgrad_energy: number;
}

export function imageStatistics(image: RgbImage, clean: RgbImage): ImageStatistics {
  const { width, height, data } = image;
  const sums = new Float64Array(channelCount);
  const squares = new Float64Array(channelCount);
  let difference = 0;
  let horizontal = 0;
  let vertical = 0;
  const rowLength = width * channelCount;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    const channel = i % channelCount;
    sums[channel]! += value;
    squares[channel]! += value * value;
    difference += (value - clean.data[i]!) ** 2;
    if (i % rowLength >= channelCount) horizontal += (value - data[i - channelCount]!) ** 2;
    if (i >= rowLength) vertical += (value - data[i - rowLength]!) ** 2;
  }
  const pixels = width * height;
  const means = Array.from(sums, (sum) => sum / pixels);
  return {
    channel_mean: means,
    channel_std: Array.from(squares, (sum, c) => Math.sqrt(Math.max(0, sum / pixels - means[c]! ** 2))),
    mse: difference / data.length,
    hgrad_energy: horizontal / ((width - 1) * height * channelCount),
    vgrad_energy: vertical / (width * (height - 1) * channelCount),
  };
}

/** Mean |difference| of the channel values of two images of one size, in grey levels. */
export function meanAbsoluteDifference(first: RgbImage, second: RgbImage): number {
  let sum = 0;
  for (let i = 0; i < first.data.length; i++) sum += Math.abs(first.data[i]! - second.data[i]!);
  return sum / first.data.length;
}

/** The mean of each statistic over several images. */
export function meanStatistics(all: readonly ImageStatistics[]): ImageStatistics {
  const perChannel = (pick: (one: ImageStatistics) => readonly number[]): number[] =>
    Array.from({ length: channelCount }, (_, c) => mean(all.map((one) => pick(one)[c]!)));
  return {
    channel_mean: perChannel((one) => one.channel_mean),
    channel_std: perChannel((one) => one.channel_std),
    mse: mean(all.map((one) => one.mse)),
    hgrad_energy: mean(all.map((one) => one.hgrad_energy)),
    vgrad_energy: mean(all.map((one) => one.vgrad_energy)),
  };
}
