import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor, Named, ResidentTensor, StepTensor } from './engine.ts';
import { mapEach } from './tree.ts';

export function isResident(tensor: StepTensor): tensor is ResidentTensor {
  return !('data' in tensor);
}

function areOnHost(tensors: Named<StepTensor>): tensors is Named<HostTensor> {
  return !Object.values(tensors).some(isResident);
}

/** All of some tensors in host memory; those that are there already are handed on as they are. */
export async function readAll(tensors: Named<StepTensor>): Promise<Named<HostTensor>> {
  if (areOnHost(tensors)) return tensors;
  const found: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) found[name] = isResident(tensor) ? await tensor.read() : tensor;
  return found;
}

/** Gives back the device's memory of tensors that are not among those that are kept. */
export function releaseAll(tensors: Named<StepTensor>, kept: Named<StepTensor> = {}): void {
  const needed = new Set(Object.values(kept));
  for (const tensor of Object.values(tensors)) if (isResident(tensor) && !needed.has(tensor)) tensor.release();
}

/** For engines that keep nothing on a device. @throws LabError `internal` for a tensor that another engine kept there */
export function hostOnly(tensors: Named<StepTensor>): Named<HostTensor> {
  return mapEach(tensors, (tensor, name) => {
    if (isResident(tensor))
      throw new LabError('internal', `The tensor '${name}' lies on the device of another engine.`);
    return tensor;
  });
}
