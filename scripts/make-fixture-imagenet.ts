/**
 * Writes a miniature of ImageNet, ImageNet-C, -R, -Sketch, -A and CIFAR-10-C in their published layouts, a gallery of bad images and
 * ViT checkpoints, for tests and for trying things out where the real ones are not at hand.
 *
 *   npm run fixture:imagenet -- <folder>                     a minute or two, 115 MB
 *   npm run fixture:imagenet -- <folder> --classes 10 --corrupted-classes 10 --images-per-class 5
 *   npm run fixture:imagenet -- <folder> --severities all --corruptions fog,snow --sets imagenet-c --no-bad-images
 *   npm run fixture:imagenet -- <folder> --vit-base           with a ViT-B/16 of random weights, 346 MB more
 */
import { parseArgs } from 'node:util';
import { LabError } from '../src-shared/errors.ts';
import { fixtureFlags, readFlags } from './fixture-imagenet/flags.ts';
import { makeFixture } from './fixture-imagenet/make-fixture.ts';

try {
  const { values, positionals } = parseArgs({ options: fixtureFlags, allowPositionals: true, allowNegative: true });
  const options = readFlags(positionals, values);
  const start = performance.now();
  await makeFixture({ ...options, progress: (text) => console.log(text) });
  console.log(`${options.folder} is ready after ${Math.round((performance.now() - start) / 1000)} s.`);
} catch (error) {
  if (!(error instanceof LabError) && !(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
