const channels = 3;
const inkChannels = 4;

/** Grey pixels as RGB ones. */
export function repeatGrey(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * channels);
  grey.forEach((value, i) => data.fill(value, channels * i, channels * (i + 1)));
  return data;
}

/**
 * CMYK pixels as RGB ones, without a colour profile: white less black, less the share of it that an ink takes away,
 * rounded as Pillow does.
 */
export function inkToRgb(inks: Uint8Array): Uint8Array {
  const pixels = inks.length / inkChannels;
  const data = new Uint8Array(pixels * channels);
  for (let i = 0; i < pixels; i++) {
    const light = 255 - inks[i * inkChannels + channels]!;
    for (let c = 0; c < channels; c++) data[i * channels + c] = light - product(inks[i * inkChannels + c]!, light);
  }
  return data;
}

/** a·b/255, rounded. */
function product(a: number, b: number): number {
  const sum = a * b + 128;
  return ((sum >> 8) + sum) >> 8;
}
