import { describe, expect, it } from 'vitest';
import { float32, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { tf, type Tensor } from '../../../src-main/engines/tfjs.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { generateWithLstm } from '../../../src-main/mgg/lstm-generator.ts';
import { onEachEngine } from './support.ts';

/* The cell once more, in plain numbers for one parameter. */

type Vector = number[];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

interface PlainMemory {
  readonly hidden: Vector;
  readonly cell: Vector;
}

type PlainWeights = Readonly<Record<string, Vector>>;

function plainStep(weights: PlainWeights, { hidden, cell }: PlainMemory, x: Vector): { u: number } & PlainMemory {
  const f = hidden.length;
  const gate = (row: number): number =>
    dot(weights['weight_ih']!.slice(2 * row, 2 * row + 2), x) +
    dot(weights['weight_hh']!.slice(f * row, f * row + f), hidden) +
    weights['bias']![row]!;
  const next = cell.map((value, j) => sigmoid(gate(f + j)) * value + sigmoid(gate(j)) * Math.tanh(gate(3 * f + j)));
  const shown = next.map((value, j) => sigmoid(gate(2 * f + j)) * Math.tanh(value));
  return { u: Math.tanh(dot(weights['output.weight']!, shown)), hidden: shown, cell: next };
}

const size = 3;
const mgg = untrainedMgg(4, { kind: 'lstm', hiddenSize: size });
const plain = Object.fromEntries(
  Object.entries(mgg.tensors).map(([name, { data }]) => [name.slice('lstm.'.length), [...data]]),
);
/** Two steps of two parameters. */
const features = [
  [0.7, -1.4, -0.2, 0.9],
  [0.5, 1.1, 0.3, -0.8],
];
const n = 2;

function plainUpdates(weights: PlainWeights): number[][] {
  const memories = Array.from({ length: n }, () => ({ hidden: [0, 0, 0], cell: [0, 0, 0] }));
  return features.map((x) =>
    memories.map((memory, i) => {
      const { u, hidden, cell } = plainStep(weights, memory, x.slice(2 * i, 2 * i + 2));
      memories[i] = { hidden, cell };
      return u;
    }),
  );
}

const inputs: Named<HostTensor> = {
  ...mgg.tensors,
  ...Object.fromEntries(features.map((x, t) => [`x${t}`, float32(Float32Array.from(x), [n, 2])])),
};

/** Both updates, and the memory after them. */
function twoSteps(x: Named<Tensor>): { updates: Tensor[]; hidden: Tensor; cell: Tensor } {
  const start = { hidden: tf.zeros([n, size]), cell: tf.zeros([n, size]) };
  const first = generateWithLstm(x, start, x['x0']!);
  const second = generateWithLstm(x, first.memory, x['x1']!);
  return { updates: [first.update, second.update], ...second.memory };
}

describe('the LSTM generator', () => {
  it('computes the cell for all parameters at once and carries its memory', async () => {
    const expected = plainUpdates(plain);
    await onEachEngine(
      (x) => {
        const { updates, hidden, cell } = twoSteps(x);
        return { u0: updates[0]!, u1: updates[1]!, hidden, cell };
      },
      inputs,
      ({ u0, u1, hidden, cell }) => {
        expected[0]!.forEach((value, i) => expect(u0!.data[i]).toBeCloseTo(value, 6));
        expected[1]!.forEach((value, i) => expect(u1!.data[i]).toBeCloseTo(value, 6));
        expect([hidden!.shape, cell!.shape]).toEqual([
          [n, size],
          [n, size],
        ]);
      },
    );
  });

  it('has the gradient of finite differences through both steps', async () => {
    const names = Object.keys(mgg.tensors);
    const total = (weights: PlainWeights): number => {
      const [first, second] = plainUpdates(weights) as [number[], number[]];
      return first[0]! - 2 * first[1]! + 3 * second[0]! + second[1]!;
    };
    const slope = (name: string, i: number): number => {
      const moved = (by: number): PlainWeights => ({
        ...plain,
        [name]: plain[name]!.map((value, j) => (i === j ? value + by : value)),
      });
      return (total(moved(1e-5)) - total(moved(-1e-5))) / 2e-5;
    };
    await onEachEngine(
      (x) => {
        const gradients = tf.grads((...weights: Tensor[]) => {
          const given = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
          const { updates } = twoSteps({ ...x, ...given });
          return tf.add(
            tf.sum(tf.mul(updates[0]!, tf.tensor1d([1, -2]))),
            tf.sum(tf.mul(updates[1]!, tf.tensor1d([3, 1]))),
          );
        })(names.map((name) => x[name]!));
        return Object.fromEntries(names.map((name, i) => [name, gradients[i]!]));
      },
      inputs,
      (gradients) => {
        for (const name of names) {
          const bare = name.slice('lstm.'.length);
          gradients[name]!.data.forEach((value, i) => expect(value, name).toBeCloseTo(slope(bare, i), 4));
        }
      },
    );
  });
});
