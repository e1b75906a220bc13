import { describe, expect, it } from 'vitest';
import { describePreprocessing, preprocessingOf } from '../../../src-main/experiments/preprocessing.ts';
import { knownNormalisations } from '../../../src-shared/normalisation.ts';

const { half, imagenet } = knownNormalisations;
const vit = { imageSize: 224, normalisation: imagenet };

describe('the preprocessing for a model', () => {
  it('is the one chosen, whatever the model was trained with', () => {
    expect(preprocessingOf(vit, 'half')).toEqual({ imageSize: 224, ...half });
    expect(preprocessingOf({ ...vit, normalisation: null }, 'imagenet')).toEqual({ imageSize: 224, ...imagenet });
  });

  it("is the model's own where asked for and known", () => {
    expect(preprocessingOf(vit, 'model')).toEqual({ imageSize: 224, ...imagenet });
    expect(() => preprocessingOf({ ...vit, normalisation: null }, 'model')).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        hint: expect.stringContaining('config.json') as string,
      }) as Error,
    );
  });

  it('is recorded as what is truly done to the images', () => {
    const preprocessing = { imageSize: 224, ...half };
    expect(describePreprocessing(preprocessing, 'photo')).toBe(
      'shorter side to 256 (bilinear, antialiased), centre crop 224×224; mean 0.5, std 0.5',
    );
    expect(describePreprocessing({ ...preprocessing, ...imagenet }, 'cropped')).toBe(
      'as stored where 224×224, else shorter side to 224 (bilinear, antialiased), centre crop; mean 0.485 0.456 0.406, std 0.229 0.224 0.225',
    );
    expect(describePreprocessing({ ...preprocessing, imageSize: 32 }, 'whole')).toBe(
      '32×32 as they are; mean 0.5, std 0.5',
    );
  });
});
