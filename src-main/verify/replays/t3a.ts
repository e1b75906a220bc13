import type { HostTensor } from '../../engines/engine.ts';
import { unflattenLike } from '../../engines/tree.ts';
import { lastFeatureWidth } from '../../methods/bound.ts';
import { classifierSupports } from '../../methods/t3a-classifier.ts';
import { emptySupports, supportsOf } from '../../methods/t3a-supports.ts';
import { readFloat32, readIntegers } from '../../models/stored-tensor.ts';
import { diagnostic, recordedNumber, type FinalQuantity, type Replay } from './replay.ts';

/** Where a recording doesn't say. */
const defaultSupports = 20;

/** The reference's −1 keeps all supports; no recording is as long as the lab's largest number of them. */
const mostSupports = 1000;

export const t3aReplay: Replay = {
  method: 't3a',
  options: ({ recorded }) => {
    const keep = recordedNumber(recorded, 'filter_K') ?? defaultSupports;
    return { supports: keep < 0 ? mostSupports : keep };
  },
  steps: [{ quantity: 'number of supports', tensor: 'n_supports', found: diagnostic('supports'), kind: 'exact' }],
  final: ({ file, model }, { state }) => {
    const shape = { classes: model.classes, width: lastFeatureWidth(model), keep: 0 };
    const initial = classifierSupports(model);
    const kept = unflattenLike(emptySupports(shape))<HostTensor>(state);
    const supports = kept.supports.flatMap((_, label) => supportsOf(kept, label, shape));
    const quantity = (
      name: string,
      tensor: string,
      found: readonly number[],
      kind: 'exact' | 'result',
    ): FinalQuantity[] => {
      const stored = file.tensors.get(tensor);
      if (!stored) return [];
      const recorded = kind === 'exact' ? readIntegers(stored) : readFloat32(stored);
      return [{ quantity: name, tensor, found, recorded, kind }];
    };
    return [
      ...quantity(
        'initial entropy',
        'warmup_entropy',
        initial.map(({ entropy }) => entropy),
        'result',
      ),
      ...quantity(
        'initial labels',
        'warmup_labels',
        initial.map(({ label }) => label),
        'exact',
      ),
      ...quantity(
        'supports',
        'final_supports',
        supports.flatMap(({ feature }) => [...feature]),
        'result',
      ),
      ...quantity(
        'entropy of the supports',
        'final_support_entropy',
        supports.map(({ entropy }) => entropy),
        'result',
      ),
      ...quantity(
        'labels of the supports',
        'final_support_labels',
        supports.map(({ label }) => label),
        'exact',
      ),
    ];
  },
};
