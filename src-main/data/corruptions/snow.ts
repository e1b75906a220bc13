import { channelCount } from '../image.ts';
import { blankField, fieldFromImage, imageFromField } from './numeric/field.ts';
import type { Field } from './numeric/field.ts';
import { motionFilter } from './numeric/motion.ts';
import { zoomIntoMiddle } from './numeric/zoom.ts';
import type { Corruption, CorruptionParameters } from './parameters.ts';
import type { RandomStream } from './random.ts';

/** Weights of the channels in the perceived brightness (ITU-R BT.601). */
const luma = { red: 0.299, green: 0.587, blue: 0.114 };

/** Whitens the image and adds streaks of snow, once as they fall and once turned by 180°. */
export const snow: Corruption<'snow'> = (image, parameters, random) => {
  const field = fieldFromImage(image);
  const { data } = field;
  const flakes = snowfall(image.width, image.height, parameters, random).data;
  const { imageShare } = parameters;
  for (let i = 0; i < flakes.length; i++) {
    const at = i * channelCount;
    const light = luma.red * data[at]! + luma.green * data[at + 1]! + luma.blue * data[at + 2]!;
    const white = light * 1.5 + 0.5;
    const added = flakes[i]! + flakes[flakes.length - 1 - i]!;
    for (let c = at; c < at + channelCount; c++) {
      data[c] = imageShare * data[c]! + (1 - imageShare) * Math.max(data[c]!, white) + added;
    }
  }
  return imageFromField(field);
};

/** Blobs of noise above a threshold, smeared downwards; fractions of full scale in steps of a grey level. */
function snowfall(
  width: number,
  height: number,
  { mean, deviation, zoom, threshold, radius, sigma }: CorruptionParameters['snow'],
  random: RandomStream,
): Field {
  const noise = blankField(width, height, 1);
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = random.normal(mean, deviation);
  const blobs = zoomIntoMiddle(noise, zoom);
  for (let i = 0; i < blobs.data.length; i++) {
    const value = blobs.data[i]!;
    blobs.data[i] = value < threshold ? 0 : Math.floor(Math.min(Math.max(value, 0), 1) * 255);
  }
  const streaks = motionFilter(blobs, radius, sigma, random.uniform(-135, -45));
  return { ...streaks, data: streaks.data.map((level) => level / 255) };
}
