import { float32, type HostTensor, type TensorSpec } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { mapEach } from '../engines/tree.ts';
import { changeConsistently } from './augment/consistency.ts';
import type { CompileStage, Driver } from './method.ts';
import { roidGradient, weighed } from './roid-loss.ts';
import { roidUpdate, type RoidLike, type RoidState } from './roid-step.ts';

/** A batch of which all images are selected is adapted to in so many parts: the more, the fewer passes are in vain. */
const parts = 8;

const widthOf = ({ data, shape: [count = 1] }: HostTensor): number => data.length / count;

/** Some rows of a tensor [B, …]. */
function rowsOf(tensor: HostTensor, rows: readonly number[]): HostTensor {
  const width = widthOf(tensor);
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => taken.set(tensor.data.subarray(row * width, (row + 1) * width), i * width));
  return float32(taken, [rows.length, ...tensor.shape.slice(1)]);
}

/** `size` rows from `first` on, with zeros beyond the end. */
function partOf(tensor: HostTensor, first: number, size: number): HostTensor {
  const width = widthOf(tensor);
  const taken = new Float32Array(size * width);
  taken.set(tensor.data.subarray(first * width, (first + size) * width));
  return float32(taken, [size, ...tensor.shape.slice(1)]);
}

const float = (...shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

/**
 * ROID's step with passes for the selected images alone, although what is compiled has fixed sizes: predicts and weighs the batch,
 * then sums the gradients of an eighth of it at a time, the last one filled up with images that weigh nothing.
 */
export async function roidInParts(
  like: RoidLike,
  batchSize: number,
  compile: CompileStage,
): Promise<Pick<Driver<RoidState>, 'adapt'>> {
  const { context, options, start } = like;
  const { model, normalisation } = context;
  const size = Math.ceil(batchSize / parts);
  const shown = (count: number): TensorSpec => float(count, 3, model.imageSize, model.imageSize);
  const state = start();
  const { theta, probabilities } = state;
  const weigh = await compile('weights', { images: shown(batchSize), theta, probabilities }, (given, constants) => {
    const { logits } = model.forward(given.images, given.theta, constants);
    const { entropy, selected, weight } = weighed(logits, given.probabilities, options.temperature);
    return { logits, selected, weight, entropy: tf.mean(entropy) };
  });
  const descend = await compile(
    'gradient',
    { images: shown(size), augmented: shown(size), theta, weight: float(size) },
    ({ weight, ...given }, constants) => {
      const { gradient, result } = roidGradient(context, given, () => weight, constants);
      return { gradient, loss: result.loss, loss_slr: result.lossSlr };
    },
  );
  const update = await compile(
    'update',
    { logits: float(batchSize, model.classes), gradient: theta, state },
    (given, constants) => {
      const { logits, state, diagnostics } = roidUpdate(like, given, constants);
      return { logits, state, diagnostics };
    },
  );
  return {
    adapt: async ({ images, state, draws }) => {
      const { logits, selected, weight, entropy } = await weigh({
        images,
        theta: state.theta,
        probabilities: state.probabilities,
      });
      const rows = [...selected.data.keys()].filter((row) => selected.data[row] !== 0);
      const chosen = rowsOf(images, rows);
      const all = {
        images: chosen,
        augmented: changeConsistently(chosen, draws, normalisation),
        weight: rowsOf(weight, rows),
      };
      const gradient = new Float32Array(theta.data.length);
      const sums = { loss: 0, loss_slr: 0 };
      for (let first = 0; first < rows.length; first += size) {
        const part = (tensor: HostTensor): HostTensor => partOf(tensor, first, size);
        const found = await descend({
          images: part(all.images),
          augmented: part(all.augmented),
          weight: part(all.weight),
          theta: state.theta,
        });
        for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! + found.gradient.data[i]!;
        sums.loss += found.loss.data[0]!;
        sums.loss_slr += found.loss_slr.data[0]!;
      }
      const next = await update({ logits, gradient: float32(gradient), state });
      return {
        logits: next.logits,
        state: next.state,
        diagnostics: {
          ...sums,
          entropy: entropy.data[0]!,
          selected: rows.length / batchSize,
          ...mapEach(next.diagnostics, ({ data }) => data[0]!),
        },
        weights: weight,
      };
    },
  };
}
