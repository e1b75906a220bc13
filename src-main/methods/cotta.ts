import { LabError } from '../../src-shared/errors.ts';
import { float32, type HostTensor, type TensorSpec } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { need, type Of } from '../engines/tree.ts';
import { cottaOptions } from './cotta-options.ts';
import { teachAugmented, type Teach } from './cotta-teacher.ts';
import { cottaUpdate, forwardWith, studentOf, weightsOf, type CottaState } from './cotta-update.ts';
import { drawPlaces, layoutOf, restore, sourceWeights } from './cotta-weights.ts';
import { defineMethod, type BoundStages } from './method.ts';

type HostState = Of<CottaState, HostTensor>;

/** CoTTA (Wang et al., CVPR 2022): a student follows its own average over time; some weights return to the source. */
export const cotta = defineMethod({
  id: 'cotta',
  name: 'CoTTA',
  summary: 'Adapts all weights towards an averaged teacher and restores some of them to the source at random.',
  options: cottaOptions,
  needs: [],
  frozen: false,
  bind(
    { model, normalisation },
    { lr, momentum, decay, restore: share, threshold, augmentations: copies, augmentedRange },
  ): BoundStages<HostState> {
    if (model.averagedHeads) {
      throw new LabError(
        'bad-input',
        'CoTTA adapts the heads of a model, and those of a distilled model with two heads are held as one.',
        'Choose another method or model.',
      );
    }
    const source = sourceWeights(model);
    const layout = layoutOf(source);
    const total = layout.reduce((sum, { size }) => sum + size, 0);
    const init = (): HostState => {
      const zeros = Object.entries(source).map(([name, { data, shape }]): [string, HostTensor] => [
        name,
        float32(new Float32Array(data.length), shape),
      ]);
      return { ...studentOf(source), velocity: Object.fromEntries(zeros), teacher: source };
    };

    return {
      init,
      draw: (_batchSize, random) => {
        const places = drawPlaces(total, share, random);
        return {
          restore: { dtype: 'int32', shape: [places.length], data: places },
          augmentation: { dtype: 'int32', shape: [1], data: Int32Array.of(Math.floor(random() * 2 ** 31)) },
        };
      },
      constants: { 'source.theta': model.theta },
      async open(batchSize, compile) {
        const shown: TensorSpec = { shape: [batchSize, 3, model.imageSize, model.imageSize], dtype: 'float32' };
        const taught: TensorSpec = { shape: [batchSize, model.classes], dtype: 'float32' };
        const anchor = await compile('anchor', { images: shown }, ({ images }, constants) => {
          const { logits } = model.forward(images, need(constants, 'source.theta'), constants);
          return { confidence: tf.mean(tf.max(tf.softmax(logits), -1)) };
        });
        const predict = await compile(
          'teacher',
          { images: shown, teacher: source },
          ({ images, teacher }, constants) => ({
            logits: forwardWith(model, images, teacher, constants),
          }),
        );
        const inputs = { images: shown, teacher_logits: taught, state: init() };
        const update = await compile('update', inputs, (given, constants) =>
          cottaUpdate(model, { lr, momentum, decay }, given, constants),
        );
        const teacherOf =
          ({ teacher }: HostState): Teach =>
          async (images) =>
            (await predict({ images, teacher })).logits;
        return {
          async adapt({ images, state, draws }) {
            const { confidence } = await anchor({ images });
            const anchorConfidence = confidence.data[0]!;
            const augmented = anchorConfidence < threshold;
            const logits = augmented
              ? await teachAugmented(teacherOf(state), images, {
                  ...{ copies, range: augmentedRange, normalisation },
                  seed: need(draws, 'augmentation').data[0]!,
                })
              : await teacherOf(state)(images);
            const {
              state: next,
              loss,
              student_outputs,
              teacher_gap,
            } = await update({
              images,
              teacher_logits: logits,
              state,
            });
            const places = need(draws, 'restore').data as Int32Array;
            restore(layout, weightsOf(next), source, places);
            return {
              logits,
              state: next,
              diagnostics: {
                loss: loss.data[0]!,
                anchor_confidence: anchorConfidence,
                augmented: augmented ? 1 : 0,
                restored_share: places.length / total,
                teacher_gap: teacher_gap.data[0]!,
              },
              details: { student_outputs, anchor_confidence: confidence },
            };
          },
          predict: ({ images, state }) => teacherOf(state)(images),
        };
      },
    };
  },
});
