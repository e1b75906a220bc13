import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type Named, type TensorSpec } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { augmentations } from './augment/tta-augment.ts';
import { decayOption, learningRateOption, momentumOption } from './common-options.ts';
import { cottaUpdate, forwardWith, student, teacher, velocity } from './cotta-update.ts';
import { drawPlaces, layoutOf, restore, sourceWeights } from './cotta-weights.ts';
import { defineMethod, type BoundStages, type HostBatch, type HostStepResult, type RunStage } from './method.ts';

const options = z.strictObject({
  lr: learningRateOption(0.005, 'Step size of the update of all weights of the student.'),
  momentum: momentumOption,
  decay: decayOption('α', 'Decay of the teacher', 0.999),
  restore: numberOption({
    label: 'Restore probability',
    symbol: 'p',
    help: 'Share of the weights of the student that go back to their source values after each batch.',
    default: 0.001,
    min: 0,
    max: 1,
  }),
  threshold: numberOption({
    label: 'Confidence threshold',
    symbol: 'p_th',
    help: 'The teacher sees augmented images when the source model is less confident than this, on average over the batch.',
    default: 0.1,
    min: 0,
    max: 1,
  }),
  augmentations: integerOption({
    label: 'Augmentations',
    symbol: 'N',
    help: 'Augmented copies of a batch that the teacher averages over.',
    default: 32,
    min: 1,
    max: 256,
  }),
  augmentedRange: choiceOption({
    label: 'Augmented values',
    help: 'image: pixels between 0 and 1, as CoTTA’s authors. input: the normalised values, cut to 0 and 1, as the FOA code.',
    choices: ['image', 'input'],
    default: 'image',
  }),
});

function specsOf(weights: Named<HostTensor>, key: (name: string) => string): Record<string, TensorSpec> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape }]) => [key(name), { shape, dtype: 'float32' as const }]),
  );
}

function renamed(names: readonly string[], key: (name: string) => string, tensors: Named<HostTensor>) {
  return Object.fromEntries(names.map((name) => [key(name), tensors[key(name)]!]));
}

/** CoTTA (Wang et al., CVPR 2022): a student follows its own average over time; some weights return to the source. */
export const cotta = defineMethod({
  id: 'cotta',
  name: 'CoTTA',
  summary: 'Adapts all weights towards an averaged teacher and restores some of them to the source at random.',
  options,
  needs: [],
  frozen: false,
  bind(
    { model },
    { lr, momentum, decay, restore: share, threshold, augmentations: copies, augmentedRange },
  ): BoundStages {
    if (model.averagedHeads) {
      throw new LabError(
        'bad-input',
        'CoTTA adapts the heads of a model, and those of a distilled model with two heads are held as one.',
        'Choose another method or model.',
      );
    }
    const source = sourceWeights(model);
    const layout = layoutOf(source);
    const names = layout.map(({ name }) => name);
    const total = layout.reduce((sum, { size }) => sum + size, 0);
    const imageSpec = (batchSize: number): TensorSpec => ({
      shape: [batchSize, 3, model.imageSize, model.imageSize],
      dtype: 'float32',
    });

    const teach = async (predict: RunStage, images: HostTensor, state: Named<HostTensor>): Promise<HostTensor> =>
      (await predict({ images, ...renamed(names, teacher, state) }))['logits']!;

    /** Mean of the teacher's logits over augmented copies of the images. */
    const teachAugmented = async (predict: RunStage, images: HostTensor, state: Named<HostTensor>, seed: number) => {
      let sum: Float32Array | undefined;
      let shape: readonly number[] = [];
      for (const augmented of augmentations(images, { copies, seed, range: augmentedRange })) {
        const logits = await teach(predict, augmented, state);
        const before = sum;
        sum = (logits.data as Float32Array).map((value, i) => value + (before?.[i] ?? 0));
        ({ shape } = logits);
      }
      return float32(
        (sum ?? new Float32Array()).map((value) => value / copies),
        shape,
      );
    };

    const adapt = async (stages: Named<RunStage>, { images, state, draws }: HostBatch): Promise<HostStepResult> => {
      const { confidence } = await stages['anchor']!({ images });
      const anchorConfidence = confidence!.data[0]!;
      const augmented = anchorConfidence < threshold;
      const logits = augmented
        ? await teachAugmented(stages['teacher']!, images, state, draws['augmentation']!.data[0]!)
        : await teach(stages['teacher']!, images, state);
      const { loss, student_outputs, teacher_gap, ...weights } = await stages['update']!({
        images,
        teacher_logits: logits,
        ...state,
      });
      const places = draws['restore']!.data as Int32Array;
      const students = Object.fromEntries(names.map((name) => [name, weights[student(name)]!]));
      restore(layout, students, source, places);
      return {
        logits,
        state: weights,
        diagnostics: {
          loss: loss!.data[0]!,
          anchor_confidence: anchorConfidence,
          augmented: augmented ? 1 : 0,
          restored_share: places.length / total,
          teacher_gap: teacher_gap!.data[0]!,
        },
        details: { student_outputs: student_outputs!, anchor_confidence: confidence! },
      };
    };

    return {
      init: () => {
        const entries = names.flatMap((name): [string, HostTensor][] => {
          const value = source[name]!;
          const zeros = float32(new Float32Array(value.data.length), value.shape);
          return [
            [student(name), value],
            [velocity(name), zeros],
            [teacher(name), value],
          ];
        });
        return Object.fromEntries(entries);
      },
      draw: (_batchSize, random) => {
        const places = drawPlaces(total, share, random);
        return {
          restore: { dtype: 'int32', shape: [places.length], data: places },
          augmentation: { dtype: 'int32', shape: [1], data: Int32Array.of(Math.floor(random() * 2 ** 31)) },
        };
      },
      constants: { 'source.theta': model.theta },
      stages: {
        anchor: {
          inputs: (batchSize) => ({ images: imageSpec(batchSize) }),
          compute(inputs, constants) {
            const theta = constants['source.theta'] as Tensor;
            const { logits } = model.forward(inputs['images'] as Tensor, theta, constants);
            return { confidence: tf.mean(tf.max(tf.softmax(logits), -1)) };
          },
        },
        teacher: {
          inputs: (batchSize) => ({ images: imageSpec(batchSize), ...specsOf(source, teacher) }),
          compute(inputs, constants) {
            const weights = Object.fromEntries(names.map((name) => [name, inputs[teacher(name)] as Tensor]));
            return { logits: forwardWith(model, inputs['images'] as Tensor, weights, constants) };
          },
        },
        update: {
          inputs: (batchSize) => ({
            images: imageSpec(batchSize),
            teacher_logits: { shape: [batchSize, model.classes], dtype: 'float32' },
            ...specsOf(source, student),
            ...specsOf(source, velocity),
            ...specsOf(source, teacher),
          }),
          compute: cottaUpdate(model, names, { lr, momentum, decay }),
        },
      },
      adapt,
      predictStaged: ({ teacher: predict }, { images, state }) => teach(predict!, images, state),
    };
  },
});
