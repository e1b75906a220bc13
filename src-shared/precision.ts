import { choiceOption } from './options.ts';

/** In what the products of a network are computed; all else is float32. */
export const precisions = ['float32', 'float16'] as const;
export type Precision = (typeof precisions)[number];

export const precisionShape = {
  precision: choiceOption({
    label: 'Precision',
    help: 'Precision of the network’s matrix products on a GPU (onnx-webgpu, onnx-cuda). float16: half precision; parameters, loss, softmax, normalisation and the generator stay in float32.',
    choices: precisions,
    default: 'float32',
    group: 'advanced',
    compare: { topic: 'protocol', warning: 'Their networks were computed in different precisions.' },
  }),
};
