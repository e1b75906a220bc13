import { z } from 'zod';

/** Non-linearities of a ViT's MLP: GELU exact (erf) or by tanh, x·sigmoid(1.702x) as in CLIP, ReLU. */
export const activationNames = ['gelu', 'gelu_tanh', 'quick_gelu', 'relu'] as const;
export type Activation = (typeof activationNames)[number];

/** Input of the head: the class token, the mean of the patch tokens, or the mean of all tokens. */
export const poolNames = ['token', 'avg', 'avg_all'] as const;
export type Pool = (typeof poolNames)[number];

/** Which weights of a training checkpoint: those that were trained, or their running average. */
export const weightsNames = ['model', 'ema'] as const;
export type WeightsChoice = (typeof weightsNames)[number];

/** The user's answers about a checkpoint; they take precedence over every other source. */
export const modelReadingSchema = z.strictObject({
  /** Attention heads. */
  heads: z.int().min(1).max(1024).exactOptional(),
  /** Added to the variance by LayerNorm. */
  eps: z.number().positive().max(0.1).exactOptional(),
  activation: z.enum(activationNames).exactOptional(),
  pool: z.enum(poolNames).exactOptional(),
  weights: z.enum(weightsNames).exactOptional(),
  /** Side of the images in pixels, for convolutional networks, which take any. */
  imageSize: z.int().min(16).max(4096).exactOptional(),
});
export type ModelReading = z.output<typeof modelReadingSchema>;

/** Answers in words, e.g. `12 heads, LayerNorm eps 1e-6`. */
export function answersText(reading: ModelReading): string {
  const { eps, heads, imageSize, ...named } = reading;
  const parts: Pick<ModelPart, 'part' | 'value'>[] = [
    ...(heads === undefined ? [] : [{ part: 'heads' as const, value: String(heads) }]),
    ...(eps === undefined ? [] : [{ part: 'eps' as const, value: eps.toExponential() }]),
    ...(imageSize === undefined ? [] : [{ part: 'imageSize' as const, value: String(imageSize) }]),
    ...Object.entries(named).map(([part, value]) => ({ part: part as ModelPartName, value })),
  ];
  return parts.map(partText).join(', ');
}

/**
 * Where a part of the description comes from: the checkpoint's tensors, its metadata, a configuration beside it, the
 * architecture's name, the user, or nowhere: then it is what is usual.
 */
const partSources = ['tensors', 'metadata', 'config', 'name', 'answer', 'guess'] as const;
export type PartSource = (typeof partSources)[number];

const modelPartNames = [
  'heads',
  'eps',
  'activation',
  'pool',
  'weights',
  'variant',
  'imageSize',
  'norm',
  'normEps',
] as const;
export type ModelPartName = (typeof modelPartNames)[number];

/** One part of what decides a source model's arithmetic, and how it is known. */
export const modelPartSchema = z.strictObject({
  part: z.enum(modelPartNames),
  /** As `ModelReading` has it, e.g. `12`, `1e-6`, `gelu`; for `variant` in words. */
  value: z.string(),
  source: z.enum(partSources),
  /** The file or name that says so. */
  from: z.string().exactOptional(),
});
export type ModelPart = z.output<typeof modelPartSchema>;

/** Contents of a checkpoint that go into its model. */
export const modelContentsSchema = z.strictObject({
  /** Tensors that are used. */
  tensors: z.int().nonnegative(),
  /** Norm layers, whose weights and biases are adapted. */
  norms: z.int().nonnegative(),
  /** Names of the first tensors that the model computes without. */
  unused: z.array(z.string()).readonly(),
});
export type ModelContents = z.output<typeof modelContentsSchema>;

const activationTexts: Readonly<Record<Activation, string>> = {
  gelu: 'GELU (erf)',
  gelu_tanh: 'GELU (tanh)',
  quick_gelu: 'QuickGELU',
  relu: 'ReLU',
};
const poolTexts: Readonly<Record<Pool, string>> = {
  token: 'class token',
  avg: 'mean of the patch tokens',
  avg_all: 'mean of all tokens',
};
const weightsTexts: Readonly<Record<WeightsChoice, string>> = {
  model: 'trained weights',
  ema: 'running average (EMA) of the weights',
};
const texts: Readonly<Record<string, string>> = { ...activationTexts, ...poolTexts, ...weightsTexts };

/** A part in words, e.g. `12 heads`, `LayerNorm eps 1e-6`. */
export function partText({ part, value }: Pick<ModelPart, 'part' | 'value'>): string {
  if (part === 'heads') return `${value} heads`;
  if (part === 'eps') return `LayerNorm eps ${value}`;
  if (part === 'normEps') return `eps ${value}`;
  if (part === 'imageSize') return `images of ${value} pixels`;
  return texts[value] ?? value;
}

/** How a part is known, as the end of `12 heads (…)`. */
export function sourceText({ source, from }: ModelPart): string {
  if (source === 'tensors') return 'from its tensors';
  if (source === 'metadata') return 'from its metadata';
  if (source === 'answer') return 'set by you';
  if (source === 'guess') return 'guessed';
  return source === 'config' ? `from ${from ?? 'config.json'}` : `from the name ${from ?? ''}`.trim();
}

/** Arithmetic of a model, without the sources of its parts. */
export function arithmeticText(parts: readonly ModelPart[]): string {
  return parts.map(partText).join(', ');
}

/** The whole description in a line: `12 heads (from config.json), LayerNorm eps 1e-6 (guessed), …`. */
export function readingText(parts: readonly ModelPart[]): string {
  return parts.map((part) => `${partText(part)} (${sourceText(part)})`).join(', ');
}

/** Flags of the command line by part. */
const flags: Readonly<Record<ModelPartName, string>> = {
  heads: '--heads',
  eps: '--eps',
  activation: '--activation',
  pool: '--pool',
  weights: '--weights',
  variant: '',
  imageSize: '--image-size',
  norm: '',
  normEps: '--eps',
};

/** Notice of the guessed parts; null where nothing was guessed. */
export function guessText(parts: readonly ModelPart[]): string | null {
  const guessed = parts.filter(({ source }) => source === 'guess');
  if (guessed.length === 0) return null;
  const named = guessed.map((part) => partText(part)).join(', ');
  const ways = guessed.flatMap(({ part }) => flags[part] || []).join(', ');
  return `Nothing says how the model computes all of its parts; guessed as usual: ${named}. Where that is wrong, say so when importing it, or with ${ways}.`;
}
