import { channelCount } from '../image.ts';
import type { RgbImage } from '../image.ts';
import { cannyEdges } from './numeric/canny.ts';
import { chamferDistance } from './numeric/chamfer.ts';
import { correlate, tapsFromKernel } from './numeric/correlate.ts';
import { equalizeHistogram } from './numeric/equalize.ts';
import { blankField, fieldFromImage, imageFromField } from './numeric/field.ts';
import type { Field } from './numeric/field.ts';
import { gaussianFilter } from './numeric/gaussian.ts';
import type { Corruption } from './parameters.ts';

const waterColour = [175 / 255, 238 / 255, 238 / 255] as const;
const mudColour = [63 / 255, 42 / 255, 20 / 255] as const;

/** Drops of water or stains of mud on the lens, where smoothed noise is above a threshold. */
export const spatter: Corruption<'spatter'> = (image, parameters, random) => {
  const noise = blankField(image.width, image.height, 1);
  const { mean, deviation, sigma, threshold, strength } = parameters;
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = random.normal(mean, deviation);
  const liquid = gaussianFilter(noise, sigma);
  return parameters.liquid === 'water'
    ? addWater(image, liquid, threshold, strength)
    : addMud(image, liquid, threshold, strength);
};

/** Brightens the image towards pale turquoise, most at the lit side of each drop. */
function addWater(image: RgbImage, liquid: Field, threshold: number, strength: number): RgbImage {
  const drops = Uint8Array.from(liquid.data, (value) => (value < threshold ? 0 : value * 255));
  const relief = lightRelief(drops, image.width, image.height);
  const light = relief.map((level, i) => level * drops[i]!);
  const brightest = light.reduce((most, value) => Math.max(most, value), 0);
  const scale = brightest > 0 ? strength / brightest : 0;
  const field = fieldFromImage(image);
  for (let i = 0; i < field.data.length; i++) {
    field.data[i]! += light[Math.floor(i / channelCount)]! * scale * waterColour[i % channelCount]!;
  }
  return imageFromField(field);
}

const reliefLimit = 20;
const lamp = tapsFromKernel([-2, -1, 0, -1, 1, 1, 0, 1, 2], 3);
const square = tapsFromKernel(new Array<number>(9).fill(1), 3);

/** The distance from the drops' edges as a height, lit from the upper left; grey levels. */
function lightRelief(drops: Uint8Array, width: number, height: number): Float64Array {
  const edges = cannyEdges(drops, width, height, 50, 150);
  const distance = { width, height, channels: 1, data: chamferDistance(edges, width, height, reliefLimit) };
  const heights = Uint8Array.from(correlate(distance, square, 'reflect101').data, (sum) => sum / 9);
  const equalized = { ...distance, data: Float64Array.from(equalizeHistogram(heights)) };
  const lit = correlate(equalized, lamp, 'reflect101').data.map((level) => Math.min(Math.max(level, 0), 255));
  return correlate({ ...distance, data: lit }, square, 'reflect101').data.map((sum) => Math.round(sum / 9));
}

/** Below this coverage there is no mud; it keeps the stains' edges sharp. */
const leastCoverage = 0.8;

/** Covers the image with brown stains. */
function addMud(image: RgbImage, liquid: Field, threshold: number, edgeSigma: number): RgbImage {
  const stains = { ...liquid, data: liquid.data.map((value) => (value > threshold ? 1 : 0)) };
  const coverage = gaussianFilter(stains, edgeSigma).data;
  const field = fieldFromImage(image);
  for (let i = 0; i < field.data.length; i++) {
    const covered = coverage[Math.floor(i / channelCount)]!;
    if (covered < leastCoverage) continue;
    field.data[i] = field.data[i]! * (1 - covered) + mudColour[i % channelCount]! * covered;
  }
  return imageFromField(field);
}
