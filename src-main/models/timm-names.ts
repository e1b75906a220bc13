import type { Claims } from './claims.ts';

/** Attention heads by the width of timm's ViTs: 64 channels each up to a width of 1,024. */
const headsByWidth: Readonly<Record<number, number>> = {
  192: 3,
  256: 4,
  320: 5,
  384: 6,
  512: 8,
  640: 10,
  768: 12,
  832: 13,
  896: 14,
  1024: 16,
  1152: 16,
  1280: 16,
  1408: 16,
  1664: 16,
};

/** As many heads as ViTs of this width have; undefined where there is no such ViT. */
export function usualHeads(dim: number): number | undefined {
  return headsByWidth[dim];
}

/** Widths by the name of a size. */
const widths: Readonly<Record<string, number>> = {
  tiny: 192,
  xsmall: 256,
  wee: 256,
  little: 320,
  small: 384,
  medium: 512,
  betwixt: 640,
  base: 768,
  so150m2: 832,
  so150m: 896,
  large: 1024,
  so400m: 1152,
  huge: 1280,
  giant: 1408,
  gigantic: 1664,
};

const pattern = /^(?:vit|deit|deit3|flexivit)_([a-z0-9]+)(?:_distilled)?(?:_patch(\d+))?(?:_|$)/;

/** Blocks whose tensors are called as those of a plain ViT and that compute something else. */
const otherBlocks: readonly (readonly [RegExp, string])[] = [
  [/_rpn_/, 'blocks whose norms come behind attention and MLP (rpn)'],
  [/_intern300m_/, 'a ViT without a last norm (InternViT)'],
];

/**
 * The properties encoded in timm's name of a ViT, e.g. `vit_base_patch16_clip_quickgelu_224.openai`.
 * @returns undefined for other names
 */
export function claimsOfName(name: string): Claims | undefined {
  const [architecture = ''] = name.split('.');
  const match = pattern.exec(architecture);
  const dim = widths[match?.[1] ?? ''];
  if (!match || dim === undefined) return undefined;
  const clip = /_clip_/.test(architecture);
  const siglip = /_siglip/.test(architecture);
  const patchSize = match[2] === undefined ? undefined : Number(match[2]);
  return {
    source: 'name',
    from: architecture,
    dim,
    ...(patchSize === undefined ? {} : { patchSize }),
    heads: headsByWidth[dim],
    eps: clip ? 1e-5 : 1e-6,
    // Some of timm's SigLIPs have the one GELU, some the other.
    ...(siglip ? {} : { activation: /_quickgelu/.test(architecture) ? 'quick_gelu' : 'gelu' }),
    pool: /_gap(?:_|$)/.test(architecture) ? 'avg' : 'token',
    architecture,
    unsupported: otherBlocks.find(([sign]) => sign.test(architecture))?.[1],
  };
}
