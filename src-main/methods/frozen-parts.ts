import { numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import type { SourceModel } from '../models/source-model.ts';

/** The share of the last parts of a model that a method leaves alone, with the method's own default. */
export function frozenPartsOption(share: number, more = ''): ReturnType<typeof numberOption> {
  return numberOption({
    label: 'Frozen share of the blocks',
    help: `The norms of this share of the last blocks, and the final norm, are not adapted; 0.25 is 3 of 12 blocks, or the last of the four stages of a ResNet or ConvNeXt.${more}`,
    default: share,
    min: 0,
    max: 1,
  });
}

/** 1 for each coordinate of θ that is adapted, 0 for the norms of the last parts and those behind them. */
export function adaptedCoordinates({ normParameters, theta }: SourceModel, frozenShare: number): HostTensor {
  const count = 1 + Math.max(-1, ...normParameters.map(({ part }) => part).filter(Number.isFinite));
  // A share such as 2/3 of 3 blocks must not round down to one block.
  const first = count - Math.floor(frozenShare * count + 1e-6);
  const mask = new Float32Array(theta.data.length);
  for (const { part, offset, size } of normParameters) mask.fill(part < first ? 1 : 0, offset, offset + size);
  return float32(mask);
}
