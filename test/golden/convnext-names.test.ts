import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engines/engine-registry.ts';
import type { HostTensor } from '../../src-main/engines/engine.ts';
import { loadSourceModel } from '../../src-main/models/load-model.ts';
import { encodeSafetensors } from '../../src-main/models/safetensors.ts';
import { verifyFolder } from '../../src-main/verify/verify.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { readTensors } from '../unit/models/support.ts';
import { recordingFolder } from './recordings.ts';

/* The recorded ConvNeXt under the names that other libraries give to the same tensors. */

const recorded = recordingFolder('golden-backbones/convnext');
const root = temporaryFolder('convnext-names');

/** Of torchvision's list, by the number of the stage. */
const place = (stage: string, step: number): number => 2 * Number(stage) + step;
const torchvisionNames: readonly [RegExp, (...parts: string[]) => string][] = [
  [/^stem\.(\d)/, (_, part = '') => `features.0.${part}`],
  [/^stages\.(\d)\.downsample/, (_, stage = '') => `features.${place(stage, 0)}`],
  [/^stages\.(\d)\.blocks\.(\d)/, (_, stage = '', block = '') => `features.${place(stage, 1)}.${block}`],
  [/\.conv_dw\./, () => '.block.0.'],
  [/(features\.\d\.\d)\.norm\./, (_, block = '') => `${block}.block.2.`],
  [/\.mlp\.fc1\./, () => '.block.3.'],
  [/\.mlp\.fc2\./, () => '.block.5.'],
  [/\.gamma$/, () => '.layer_scale'],
  [/^head\.norm\./, () => 'classifier.0.'],
  [/^head\.fc\./, () => 'classifier.2.'],
];
const originalNames: typeof torchvisionNames = [
  [/^stem\./, () => 'downsample_layers.0.'],
  [/^stages\.(\d)\.downsample/, (_, stage = '') => `downsample_layers.${stage}`],
  [/\.blocks\./, () => '.'],
  [/\.conv_dw\./, () => '.dwconv.'],
  [/\.mlp\.fc(\d)\./, (_, layer = '') => `.pwconv${layer}.`],
  [/^head\.norm\./, () => 'norm.'],
  [/^head\.fc\./, () => 'head.'],
];

const renamed = (name: string, rules: typeof torchvisionNames): string =>
  rules.reduce((text, [pattern, to]) => text.replace(pattern, to), name);

/** A copy of the recording whose checkpoint has other names. @returns the folder */
function written(name: string, rules: typeof torchvisionNames, prefix = ''): string {
  const folder = path.join(root, name);
  cpSync(recorded, folder, { recursive: true });
  const tensors = Object.entries(readTensors(path.join(recorded, 'model.safetensors')));
  const others = tensors.map(([old, tensor]): [string, HostTensor] => {
    const next = prefix + renamed(old, rules);
    return [next, next.endsWith('.layer_scale') ? { ...tensor, shape: [...tensor.shape, 1, 1] } : tensor];
  });
  writeFileSync(path.join(folder, 'model.safetensors'), encodeSafetensors(Object.fromEntries(others)));
  return folder;
}

describe.each([
  ['torchvision', torchvisionNames, ''],
  ['its authors', originalNames, ''],
  ['its authors, from several devices', originalNames, 'module.'],
] as const)('a ConvNeXt under the names of %s', (name, rules, prefix) => {
  it('has the recorded logits, and the parameters of the same model in the same order', async () => {
    const folder = written(name, rules, prefix);
    const reading = { imageSize: 64 };
    const [model, same] = await Promise.all(
      [recorded, folder].map((from) => loadSourceModel(path.join(from, 'model.safetensors'), reading)),
    );
    expect(same!.theta).toEqual(model!.theta);
    expect(same!.tensors).toBe(model!.tensors);
    const engine = await openEngine('onnx-cpu', { threads: 1 });
    try {
      const { methods } = await verifyFolder(folder, { engine, methods: ['forward'] });
      expect(methods.flatMap(({ checks }) => checks.map(({ quantity, pass }) => [quantity, pass]))).toEqual([
        ...[
          ['logits', true],
          ['features', true],
          ['entropy', true],
          ['gradient', true],
        ],
      ]);
    } finally {
      await engine.dispose();
    }
  });
});
