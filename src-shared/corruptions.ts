/** The four groups of the test corruptions, in the order of the paper's tables. */
export const corruptionGroups = {
  noise: ['gaussian_noise', 'shot_noise', 'impulse_noise'],
  blur: ['defocus_blur', 'glass_blur', 'motion_blur', 'zoom_blur'],
  weather: ['snow', 'frost', 'fog', 'brightness'],
  digital: ['contrast', 'elastic_transform', 'pixelate', 'jpeg_compression'],
} as const;

export type CorruptionGroup = keyof typeof corruptionGroups;

/** The 15 test corruptions of ImageNet-C in the paper's order. */
export const corruptionNames = [
  ...corruptionGroups.noise,
  ...corruptionGroups.blur,
  ...corruptionGroups.weather,
  ...corruptionGroups.digital,
] as const;

/** The 4 validation corruptions: for choosing settings and pre-training, never for reported results. */
export const validationCorruptionNames = ['speckle_noise', 'gaussian_blur', 'spatter', 'saturate'] as const;

/** All 19: the test corruptions, then the validation ones. */
export const allCorruptionNames = [...corruptionNames, ...validationCorruptionNames] as const;

export type TestCorruptionName = (typeof corruptionNames)[number];
export type CorruptionName = (typeof allCorruptionNames)[number];

/** Strength levels, weakest first. */
export const severities = [1, 2, 3, 4, 5] as const;

export type Severity = (typeof severities)[number];

export function isCorruptionName(text: string): text is CorruptionName {
  return allCorruptionNames.some((name) => name === text);
}

/** Whether results are reported on this corruption: nothing may be chosen or learned on it. */
export function isTestCorruption(text: string): text is TestCorruptionName {
  return corruptionNames.some((name) => name === text);
}

export function isSeverity(value: number): value is Severity {
  return severities.some((severity) => severity === value);
}

/** The group a test corruption belongs to; validation corruptions belong to none. */
export function corruptionGroup(name: CorruptionName): CorruptionGroup | undefined {
  const groups = Object.keys(corruptionGroups) as CorruptionGroup[];
  return groups.find((group) => (corruptionGroups[group] as readonly CorruptionName[]).includes(name));
}
