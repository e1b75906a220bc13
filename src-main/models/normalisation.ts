import { z } from 'zod';
import { normalisationSchema, type Normalisation } from '../../src-shared/normalisation.ts';
import { readNeighbours } from './neighbours.ts';
import type { CheckpointFile } from './stored-tensor.ts';

/** Facts that a checkpoint's publisher states beside the weights. */
export interface Publication {
  readonly normalisation: Normalisation | null;
  /** As timm calls the architecture, e.g. `deit_base_patch16_224`. */
  readonly architecture: string | null;
}

const numbers = z.array(z.number());

/** A `config.json` of timm's or Hugging Face's repositories, or a `preprocessor_config.json`; everything may be missing. */
const configSchema = z.looseObject({
  architecture: z.string().optional().catch(undefined),
  mean: numbers.optional().catch(undefined),
  std: numbers.optional().catch(undefined),
  image_mean: numbers.optional().catch(undefined),
  image_std: numbers.optional().catch(undefined),
  pretrained_cfg: z.looseObject({ mean: numbers, std: numbers }).optional().catch(undefined),
});
type Config = z.output<typeof configSchema>;

function configNormalisation(config: Config): Normalisation | null {
  const { pretrained_cfg: timm, mean, std, image_mean: imageMean, image_std: imageStd } = config;
  const candidates = [timm && { mean: timm.mean, std: timm.std }, { mean, std }, { mean: imageMean, std: imageStd }];
  return candidates.map((candidate) => normalisationSchema.safeParse(candidate).data).find(Boolean) ?? null;
}

const metadataPattern = /^mean ([\d. ]+), std ([\d. ]+)$/;

/** The `normalisation` in the metadata of a safetensors file, e.g. `mean 0.5, std 0.5`: one number, or one per channel. */
function metadataNormalisation({ metadata }: CheckpointFile): Normalisation | null {
  const match = metadataPattern.exec(metadata['normalisation'] ?? '');
  if (!match) return null;
  const [mean, std] = [match[1]!, match[2]!].map((text) => {
    const values = text.trim().split(/\s+/).map(Number);
    return values.length === 1 ? [values[0], values[0], values[0]] : values;
  });
  return normalisationSchema.safeParse({ mean, std }).data ?? null;
}

/**
 * Known facts of a checkpoint besides its weights: from its own metadata, else from files beside it (`<name>.json`,
 * `config.json`, `preprocessor_config.json`, as the hubs of timm and Hugging Face have them).
 */
export function publicationOf(file: CheckpointFile): Publication {
  const configs = readNeighbours(file.path).flatMap(({ content }): Config[] => {
    const { data } = configSchema.safeParse(content);
    return data ? [data] : [];
  });
  return {
    normalisation: metadataNormalisation(file) ?? configs.map(configNormalisation).find(Boolean) ?? null,
    architecture: configs.flatMap(({ architecture }) => architecture ?? [])[0] ?? null,
  };
}
