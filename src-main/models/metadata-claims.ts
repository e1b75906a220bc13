import { activationNames, poolNames } from '../../src-shared/model-reading.ts';
import type { Claims } from './claims.ts';
import { plainArithmetic } from './vit-layout.ts';

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
}

/**
 * Claims of a safetensors file's metadata about its model. Files that the lab wrote before it stored all of it have
 * `heads` and the count of their `weights`, and are plain.
 */
export function claimsOfMetadata(metadata: Readonly<Record<string, string>>): Claims {
  const { heads, eps, activation, pool, weights, architecture } = metadata;
  const ours = positive(heads) !== undefined && positive(weights) !== undefined;
  const { eps: plainEps, activation: plainActivation, pool: plainPool } = plainArithmetic;
  return {
    source: 'metadata',
    heads: positive(heads),
    eps: positive(eps) ?? (ours ? plainEps : undefined),
    activation: activationNames.find((name) => name === activation) ?? (ours ? plainActivation : undefined),
    pool: poolNames.find((name) => name === pool) ?? (ours ? plainPool : undefined),
    architecture,
  };
}
