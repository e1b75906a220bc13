import { describe, expect, it } from 'vitest';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { tinyResnet } from '../../support/tiny-resnet.ts';
import { context } from './support.ts';

describe('BN adapt', () => {
  it.each([
    ['a ViT', context.model],
    ['a ResNet with GroupNorm', tinyResnet('group')],
  ])('says that %s has no BatchNorm', (_what, model) => {
    expect(() => findMethod('bn_adapt').bind({ ...context, model }, {})).toThrow(
      /statistics of BatchNorms, and .* has none/,
    );
  });
});
