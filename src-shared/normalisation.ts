import { z } from 'zod';

const three = (value: z.ZodNumber) => z.tuple([value, value, value]).readonly();

/** Means subtracted from the channels of an image in [0, 1], and standard deviations that they are then divided by. */
export const normalisationSchema = z.strictObject({ mean: three(z.number()), std: three(z.number().positive()) });
export type Normalisation = z.output<typeof normalisationSchema>;

/** `half`: as the reference implementation. `imagenet`: mean and std of ImageNet. `model`: what a checkpoint itself says. */
export const normalisationChoices = ['half', 'imagenet', 'model'] as const;
export type NormalisationChoice = (typeof normalisationChoices)[number];

/** Half for the ViTs of timm's "augreg" (docs/method.md §1), ImageNet's for DeiT and most other networks. */
export const knownNormalisations = {
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const satisfies Record<string, Normalisation>;

/** The normalisation that a choice means for a model; undefined where only the model could define it, but doesn't. */
export function normalisationOf(choice: NormalisationChoice, own: Normalisation | null): Normalisation | undefined {
  return choice === 'model' ? (own ?? undefined) : knownNormalisations[choice];
}

/** Differences up to this are a matter of rounding. */
const tolerance = 1e-3;

/** Whether two normalisations are the same for all that matters. */
function sameNormalisation(a: Normalisation, b: Normalisation): boolean {
  const [left, right] = [a, b].map(({ mean, std }) => [...mean, ...std]);
  return left!.every((value, i) => Math.abs(value - right![i]!) <= tolerance);
}

/** The name under which a normalisation can be chosen; undefined for one of a model's own. */
export function normalisationName(normalisation: Normalisation): 'half' | 'imagenet' | undefined {
  const names = ['half', 'imagenet'] as const;
  return names.find((name) => sameNormalisation(knownNormalisations[name], normalisation));
}

const values = (numbers: readonly number[]): string => [...new Set(numbers)].join(' ');

/** `mean 0.5, std 0.5`, or the numbers of all three channels where they differ. */
export function normalisationText({ mean, std }: Readonly<Record<'mean' | 'std', readonly number[]>>): string {
  return `mean ${values(mean)}, std ${values(std)}`;
}

/** The problem with a choice for a model whose own normalisation is known; null without a problem, or where it is not known. */
export function normalisationWarning(choice: NormalisationChoice, own: Normalisation | null): string | null {
  const chosen = normalisationOf(choice, own);
  if (own === null || chosen === undefined || sameNormalisation(own, chosen)) return null;
  const better = normalisationName(own) ?? 'model';
  return `The model was trained on images of ${normalisationText(own)}, but gets them with ${normalisationText(chosen)}: expect a lower accuracy. Choose the normalisation ${better}.`;
}
