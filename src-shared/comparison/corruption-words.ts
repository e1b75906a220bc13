import type { CorruptionGroup } from '../corruptions.ts';

export const corruptionGroupLabels: Readonly<Record<CorruptionGroup, string>> = {
  noise: 'Noise',
  blur: 'Blur',
  weather: 'Weather',
  digital: 'Digital',
};

/** Column heads as short as those of the paper's tables. */
export const corruptionShortNames: Readonly<Record<string, string>> = {
  gaussian_noise: 'Gauss.',
  shot_noise: 'Shot',
  impulse_noise: 'Impul.',
  defocus_blur: 'Defoc.',
  glass_blur: 'Glass',
  motion_blur: 'Motion',
  zoom_blur: 'Zoom',
  snow: 'Snow',
  frost: 'Frost',
  fog: 'Fog',
  brightness: 'Brit.',
  contrast: 'Contr.',
  elastic_transform: 'Elas.',
  pixelate: 'Pix.',
  jpeg_compression: 'JPEG',
  speckle_noise: 'Speckle',
  gaussian_blur: 'G. blur',
  spatter: 'Spatter',
  saturate: 'Satur.',
  clean: 'Clean',
  mixed: 'Mixed',
};
