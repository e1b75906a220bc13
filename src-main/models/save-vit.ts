import { sizeOf, type HostTensor, type Named } from '../engines/engine.ts';
import { encodeSafetensors } from './safetensors.ts';
import { normTensors } from './architecture.ts';
import { arithmeticOf, vitNorms, type VitShape } from './vit-layout.ts';

function concatRows(a: HostTensor, b: HostTensor): HostTensor {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { dtype: 'float32', shape: [(a.shape[0] ?? 0) + (b.shape[0] ?? 0), ...a.shape.slice(1)], data };
}

/**
 * A ViT as a safetensors checkpoint with timm's names.
 * @param weights by the names of `vitConstantShapes`
 * @param theta flat norm parameters
 */
export function encodeVit(
  shape: VitShape,
  weights: Named<HostTensor>,
  theta: Float32Array,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const last = `blocks.${shape.depth - 1}.attn`;
  const named: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(weights)) {
    if (name.startsWith(`${last}.kv.`)) continue;
    if (name.startsWith(`${last}.q.`)) {
      const part = name.slice(`${last}.q.`.length);
      named[`${last}.qkv.${part}`] = concatRows(tensor, weights[`${last}.kv.${part}`] as HostTensor);
    } else if (name === 'patch_embed.proj.weight') {
      named[name] = { ...tensor, shape: [shape.dim, 3, shape.patchSize, shape.patchSize] };
    } else {
      named[name] = tensor;
    }
  }
  let offset = 0;
  for (const { name, size } of normTensors(vitNorms(shape))) {
    named[name] = { dtype: 'float32', shape: [size], data: theta.slice(offset, offset + size) };
    offset += size;
  }
  const expected = Object.values(named).reduce((sum, tensor) => sum + sizeOf(tensor.shape), 0);
  const { eps, activation, pool } = arithmeticOf(shape);
  return encodeSafetensors(named, {
    ...metadata,
    heads: String(shape.heads),
    eps: eps.toExponential(),
    activation,
    pool,
    weights: String(expected),
  });
}
