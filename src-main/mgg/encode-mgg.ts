import type { MggFormat } from '../../src-shared/mgg-formats.ts';
import { encodePytorch } from '../models/pytorch/encode-pytorch.ts';
import { encodeSafetensors } from '../models/safetensors.ts';
import type { MggWeights } from './weights.ts';

/**
 * An MGG as a checkpoint with the names of the reference implementation's TTTMGG state dictionary.
 * @param provenance where it comes from; PyTorch's format has no place for it
 */
export function encodeMgg(
  { tensors }: MggWeights,
  provenance: Readonly<Record<string, string>>,
  format: MggFormat = 'safetensors',
): Buffer {
  return format === 'pth' ? encodePytorch(tensors) : encodeSafetensors(tensors, provenance);
}
