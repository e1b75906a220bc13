import { z } from 'zod';
import { poolNames, type Pool } from '../../src-shared/model-reading.ts';
import { activationOf, type Claims } from './claims.ts';

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const count = z.int().positive();
/** A side, or height and width. */
const sides = z.union([count.transform((side) => [side, side] as const), z.tuple([count, count]).readonly()]);
const side = z.union([count, z.tuple([count, count]).transform(([height]) => height)]);

/** A `config.json` of Hugging Face's library or of timm on the hub; everything may be missing. */
const configSchema = z.looseObject({
  // Hugging Face
  model_type: maybe(z.string()),
  hidden_size: maybe(count),
  num_hidden_layers: maybe(count),
  num_attention_heads: maybe(count),
  layer_norm_eps: maybe(z.number().positive()),
  hidden_act: maybe(z.string()),
  image_size: maybe(sides),
  patch_size: maybe(side),
  // timm
  architecture: maybe(z.string()),
  global_pool: maybe(z.string()),
  num_features: maybe(count),
  model_args: maybe(
    z.looseObject({
      embed_dim: maybe(count),
      depth: maybe(count),
      num_heads: maybe(count),
      patch_size: maybe(side),
      img_size: maybe(sides),
      act_layer: maybe(z.string()),
      norm_layer: maybe(z.string()),
      global_pool: maybe(z.string()),
      pool_include_prefix: maybe(z.boolean()),
      block_fn: maybe(z.string()),
      mlp_layer: maybe(z.string()),
    }),
  ),
  pretrained_cfg: maybe(z.looseObject({ input_size: maybe(z.array(count).length(3)) })),
});
type Config = z.output<typeof configSchema>;

/** Kinds of models of Hugging Face's library that compute what ViT computes. */
const plainTypes = ['vit', 'deit', 'vit_msn', 'timm_wrapper'];

/** Defaults of Hugging Face's ViT, which its configurations may leave out. */
const huggingFaceDefaults = { heads: 12, eps: 1e-12, activation: 'gelu' } as const;

function unsupportedIn({ model_type: type, hidden_act: act, model_args: args, global_pool: pool }: Config) {
  const activation = act ?? args?.act_layer;
  const pooling = args?.global_pool ?? pool;
  if (type !== undefined && !plainTypes.includes(type)) return `a model of the type ${type}`;
  if (activation !== undefined && activationOf(activation) === undefined) return `the activation ${activation}`;
  if (args?.norm_layer !== undefined && !/^layer_?norm$/i.test(args.norm_layer)) return `the norm ${args.norm_layer}`;
  if (args?.block_fn !== undefined) return `blocks of the kind ${args.block_fn}`;
  if (args?.mlp_layer !== undefined) return `the MLP ${args.mlp_layer}`;
  if (pooling !== undefined && pooling !== 'token' && pooling !== 'avg') return `pooling by "${pooling}"`;
  return undefined;
}

function poolOf({ global_pool: own, model_args: args }: Config): Pool | undefined {
  const pool = args?.global_pool ?? own;
  const named = poolNames.find((name) => name === pool);
  return named === 'avg' && args?.pool_include_prefix === true ? 'avg_all' : named;
}

/**
 * Claims of a configuration beside a checkpoint about its model; undefined for other JSON.
 * @param from name of the file
 */
export function claimsOfConfig(content: unknown, from: string): Claims | undefined {
  const config = configSchema.safeParse(content).data;
  if (!config) return undefined;
  const { model_args: args, pretrained_cfg: pretrained } = config;
  const huggingFace = config.hidden_size !== undefined && config.architecture === undefined;
  const isTimm = config.architecture !== undefined || args !== undefined;
  if (!huggingFace && !isTimm) return undefined;
  const act = config.hidden_act ?? args?.act_layer;
  const [, height, width] = pretrained?.input_size ?? [];
  const trained = height === undefined || width === undefined ? undefined : ([height, width] as const);
  const defaults = huggingFace ? huggingFaceDefaults : undefined;
  return {
    source: 'config',
    from,
    dim: config.hidden_size ?? args?.embed_dim ?? config.num_features,
    depth: config.num_hidden_layers ?? args?.depth,
    patchSize: config.patch_size ?? args?.patch_size,
    heads: config.num_attention_heads ?? args?.num_heads ?? defaults?.heads,
    eps: config.layer_norm_eps ?? defaults?.eps,
    activation: act === undefined ? defaults?.activation : activationOf(act),
    pool: huggingFace ? 'token' : poolOf(config),
    imageSides: config.image_size ?? args?.img_size ?? trained,
    architecture: config.architecture,
    unsupported: unsupportedIn(config),
  };
}
