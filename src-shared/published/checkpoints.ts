import { z } from 'zod';

/**
 * Checkpoints that published numbers started from, by timm's names. Under one name, `vit_base_patch16_224`, timm has had
 * several: whoever reports numbers of "ViT-B/16" may mean any of them.
 */
export const checkpointIds = [
  'vit_base_patch16_224.augreg2_in21k_ft_in1k',
  'vit_base_patch16_224.augreg_in21k_ft_in1k',
  'vit_base_patch16_224.orig_in21k_ft_in1k',
] as const;
export const checkpointIdSchema = z.enum(checkpointIds);
export type CheckpointId = z.output<typeof checkpointIdSchema>;

export interface Checkpoint {
  /** Which versions of timm call it `vit_base_patch16_224`, or what else distinguishes it. */
  readonly about: string;
  /** Number of parameters, which rules out other files. */
  readonly parameters: number;
  /** The arithmetic that its tensors leave open, as in `arithmeticText`. */
  readonly arithmetic: string;
  /** SHA-256 of `model.safetensors` in its repository on Hugging Face, at `revision`. */
  readonly sha256: string;
  readonly revision: string;
}

const vitBase = {
  parameters: 86_567_656,
  arithmetic: '12 heads, LayerNorm eps 1e-6, GELU (erf), class token',
} as const;

/** Hashes as public repositories that pin these files state them (docs/models.md names them). */
export const checkpoints: Readonly<Record<CheckpointId, Checkpoint>> = {
  'vit_base_patch16_224.augreg2_in21k_ft_in1k': {
    ...vitBase,
    about: 'vit_base_patch16_224 of timm 0.9 and later: MGTTA, FOA, SPA',
    sha256: '32aa17d6e17b43500f531d5f6dc9bc93e56ed8841b8a75682e1bb295d722405b',
    revision: '063c6c38a5d8510b2e57df480445e94b231dad2c',
  },
  'vit_base_patch16_224.augreg_in21k_ft_in1k': {
    ...vitBase,
    about: 'vit_base_patch16_224 of timm 0.6: SAR, DeYO',
    sha256: 'c401d219603ac3e20b6373c7b198c78d3a733f80b755d148bda3bc320ae69800',
    revision: 'b5b38b8f7dd93ce67d12e356a8771556b95c8cf9',
  },
  'vit_base_patch16_224.orig_in21k_ft_in1k': {
    ...vitBase,
    about: 'the weights of the first paper on ViT',
    sha256: '669b949ea91fd19217f200cee259780bde32210c1eb9a5af3859f0dd8346b2ec',
    revision: 'e0bd370de6799e8d1f47a911174ff4c3708e2323',
  },
};

/** The checkpoint whose file has this SHA-256. */
export function checkpointOfFile(sha256: string): CheckpointId | undefined {
  return checkpointIds.find((id) => checkpoints[id].sha256 === sha256);
}

/** How the checkpoint of a file was identified: by its SHA-256, by its tensors, or by the user. */
export const recognitionSchema = z.strictObject({
  id: checkpointIdSchema,
  by: z.enum(['file', 'tensors', 'you']),
});
export type Recognition = z.output<typeof recognitionSchema>;
