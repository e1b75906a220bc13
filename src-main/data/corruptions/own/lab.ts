/*
 * Exports of 'mgtta-lab/corruption' for user-defined corruptions: the parts of built-in ones.
 */
export { blankImage, channelCount, type RgbImage } from '../../image.ts';
export { blankField, fieldFromImage, imageFromField, mapImage, type Field } from '../numeric/field.ts';
export { gaussianFilter } from '../numeric/gaussian.ts';
export { changeHsv } from '../numeric/hsv.ts';
export { motionFilter } from '../numeric/motion.ts';
export { plasma } from '../numeric/plasma.ts';
export { resample } from '../numeric/resample.ts';
export type { RandomStream } from '../random.ts';
export { defineCorruption, type OwnCorruption } from './define-corruption.ts';
