import { channelCount } from '../image.ts';
import { motionFilter } from './numeric/motion.ts';
import type { Corruption } from './parameters.ts';

/** Largest deviation of the camera's movement from the horizontal, in degrees. */
const steepest = 45;

export const motionBlur: Corruption<'motion_blur'> = (image, { radius, sigma }, random) => {
  const { width, height } = image;
  const field = { width, height, channels: channelCount, data: Float64Array.from(image.data) };
  const smeared = motionFilter(field, radius, sigma, random.uniform(-steepest, steepest));
  return { width, height, data: Uint8Array.from(smeared.data) };
};
