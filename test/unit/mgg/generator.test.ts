import { describe, expect, it } from 'vitest';
import { float32, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { tf, type Tensor } from '../../../src-main/engines/tfjs.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { generate, initialMemory, mggPrefix } from '../../../src-main/mgg/generator.ts';
import type { MggWeights } from '../../../src-main/mgg/weights.ts';
import { onEachEngine } from './support.ts';

/* The gradient memory layer once more, in plain numbers for one parameter, written from the equations of docs/method.md §3. */

type Vector = number[];
const epsilon = 1e-6;
const sum = (x: Vector): number => x.reduce((total, value) => total + value, 0);
const dot = (a: Vector, b: Vector): number => sum(a.map((value, i) => value * b[i]!));

function standardise(x: Vector): { unit: Vector; std: number } {
  const mean = sum(x) / x.length;
  const std = Math.sqrt(sum(x.map((value) => (value - mean) ** 2)) / x.length + epsilon);
  return { unit: x.map((value) => (value - mean) / std), std };
}

interface PlainMemory {
  readonly weight: Vector[][];
  readonly bias: Vector[];
}

function plainGenerate(mgg: MggWeights, memory: PlainMemory, x: Vector): { update: number; memory: PlainMemory } {
  const { heads, hiddenSize: f } = mgg;
  const values = (name: string): Vector => [...mgg.tensors[mggPrefix + name]!.data];
  const rowsOf = (flat: Vector, size: number): Vector[] =>
    Array.from({ length: flat.length / size }, (_, i) => flat.slice(i * size, (i + 1) * size));
  const project = (name: string): Vector => rowsOf(values(`${name}.weight`), 2).map((row) => dot(row, x));
  const [allQ, allK, allV] = [project('q_proj'), project('k_proj'), project('v_proj')];
  const base = Math.max(1 + values('learnable_token_idx')[0]!, 0);
  const next = { weight: [] as Vector[][], bias: [] as Vector[] };
  const hidden: Vector = [];
  for (let h = 0; h < heads; h++) {
    const part = (all: Vector): Vector => all.slice(h * f, (h + 1) * f);
    const [q, k, v] = [part(allQ), part(allK), part(allV)];
    const [gamma, beta] = [part(values('ttt_norm_weight')), part(values('ttt_norm_bias'))];
    const times = (row: Vector, matrix: Vector[]): Vector =>
      row.map((_, j) =>
        dot(
          row,
          matrix.map((line) => line[j]!),
        ),
      );
    const z = times(k, memory.weight[h]!).map((value, j) => value + memory.bias[h]![j]!);
    const { unit, std } = standardise(z);
    const e = unit.map((value, j) => (gamma[j]! * value + beta[j]! - (v[j]! - k[j]!)) * gamma[j]!);
    const gradient = e.map((value, j) => (f * value - sum(e) - unit[j]! * dot(e, unit)) / (f * std));
    const gate = dot(rowsOf(values('learnable_ttt_lr_weight'), 2)[h]!, x) + values('learnable_ttt_lr_bias')[h]!;
    const eta = base / (1 + Math.exp(-gate)) / f;
    const weight = memory.weight[h]!.map((row, i) => row.map((value, j) => value - eta * k[i]! * gradient[j]!));
    const bias = memory.bias[h]!.map((value, j) => value - eta * gradient[j]!);
    const recalled = standardise(times(q, weight).map((value, j) => value + bias[j]!)).unit;
    hidden.push(...recalled.map((value, j) => q[j]! + gamma[j]! * value + beta[j]!));
    next.weight.push(weight);
    next.bias.push(bias);
  }
  const [gamma, beta] = [values('post_norm.weight'), values('post_norm.bias')];
  const post = standardise(hidden).unit.map((value, j) => gamma[j]! * value + beta[j]!);
  return { update: Math.tanh(dot(values('o_proj.weight'), post)), memory: next };
}

/** A generator in which every weight matters. */
function livelyMgg(shape: { hiddenSize: number; heads: number }): MggWeights {
  const mgg = untrainedMgg(3, shape);
  const tensors = Object.entries(mgg.tensors).map(([name, tensor], n): [string, HostTensor] => [
    name,
    float32(
      Float32Array.from(tensor.data, (value, i) => value + 0.4 * Math.sin(7 * n + 3 * i)),
      tensor.shape,
    ),
  ]);
  return { ...mgg, tensors: Object.fromEntries(tensors) };
}

const inputs = [
  [0.74, 1.41],
  [-0.3, 0.2],
  [0, 0],
  [-1.2, 2.5],
  [1e-3, -1e-3],
];
const features = float32(Float32Array.from(inputs.flat()), [inputs.length, 2]);

function plainStart({ heads, hiddenSize: f, tensors }: MggWeights): PlainMemory {
  const [flat, bias] = [[...tensors[`${mggPrefix}W1`]!.data], [...tensors[`${mggPrefix}b1`]!.data]];
  return {
    weight: Array.from({ length: heads }, (_, h) =>
      Array.from({ length: f }, (_unused, i) => flat.slice((h * f + i) * f, (h * f + i + 1) * f)),
    ),
    bias: Array.from({ length: heads }, (_, h) => bias.slice(h * f, (h + 1) * f)),
  };
}

function twoSteps(mggInputs: Named<Tensor>): Named<Tensor> {
  const { features: x, ...weights } = mggInputs;
  const first = generate(weights, initialMemory(weights, inputs.length), x!);
  const second = generate(weights, first.memory, tf.mul(x!, -0.5));
  return { first: first.update, second: second.update, weight: second.memory.weight, bias: second.memory.bias };
}

describe('generate', () => {
  it.each([
    [8, 1],
    [4, 2],
    [3, 3],
  ])('with %d numbers a head and %d heads computes what the equations say', async (hiddenSize, heads) => {
    const mgg = livelyMgg({ hiddenSize, heads });
    const expected = inputs.map((x) => {
      const first = plainGenerate(mgg, plainStart(mgg), x);
      const second = plainGenerate(
        mgg,
        first.memory,
        x.map((value) => -0.5 * value),
      );
      return { first: first.update, second: second.update, memory: second.memory };
    });
    await onEachEngine(twoSteps, { features, ...mgg.tensors }, ({ first, second, weight, bias }) => {
      expect(weight!.shape).toEqual([inputs.length, heads, hiddenSize, hiddenSize]);
      expect(bias!.shape).toEqual([inputs.length, heads, 1, hiddenSize]);
      expected.forEach((plain, i) => {
        expect(first!.data[i]).toBeCloseTo(plain.first, 5);
        expect(second!.data[i]).toBeCloseTo(plain.second, 5);
      });
      const flat = expected.flatMap(({ memory }) => memory.weight.flat(2));
      flat.forEach((value, i) => expect(weight!.data[i]).toBeCloseTo(value, 4));
      expected
        .flatMap(({ memory }) => memory.bias.flat())
        .forEach((value, i) => expect(bias!.data[i]).toBeCloseTo(value, 4));
    });
  });

  it('keeps the step size of the memory from becoming negative', async () => {
    const mgg = livelyMgg({ hiddenSize: 4, heads: 1 });
    const frozen = { ...mgg.tensors, [`${mggPrefix}learnable_token_idx`]: float32(Float32Array.of(-1.5)) };
    await onEachEngine(twoSteps, { features, ...frozen }, ({ weight, bias }) => {
      const { weight: start } = plainStart(mgg);
      expect([...weight!.data.slice(0, 16)]).toEqual(start.flat(2));
      expect([...bias!.data.slice(0, 4)]).toEqual([...mgg.tensors[`${mggPrefix}b1`]!.data]);
    });
  });

  it('has gradients that finite differences confirm', async () => {
    const mgg = livelyMgg({ hiddenSize: 4, heads: 2 });
    const names = Object.keys(mgg.tensors);
    const weighted = (weights: Named<Tensor>, x: Tensor): Tensor => {
      const { update } = generate(weights, initialMemory(weights, inputs.length), x);
      return tf.sum(tf.mul(update, tf.tensor([0.3, -1, 0.5, 0.8, -0.2])));
    };
    const gradients = ({ features: x, ...weights }: Named<Tensor>): Named<Tensor> => {
      const all = tf.grads((...values: Tensor[]) =>
        weighted(Object.fromEntries(names.map((name, i) => [name, values[i]!])), x!),
      )(names.map((name) => weights[name]!));
      return Object.fromEntries(names.map((name, i) => [name, all[i]!]));
    };
    const plainLoss = (tensors: Named<HostTensor>): number => {
      const changed = { ...mgg, tensors };
      const updates = inputs.map((x) => plainGenerate(changed, plainStart(changed), x).update);
      return dot(updates, [0.3, -1, 0.5, 0.8, -0.2]);
    };
    const shifted = (name: string, index: number, by: number): number => {
      const doubled = Float64Array.from(mgg.tensors[name]!.data);
      doubled[index]! += by;
      // The plain implementation computes in float64 whatever the array is.
      const tensor = { ...mgg.tensors[name]!, data: doubled as unknown as Float32Array };
      return plainLoss({ ...mgg.tensors, [name]: tensor });
    };
    await onEachEngine(gradients, { features, ...mgg.tensors }, (found) => {
      for (const name of names) {
        for (const index of [0, mgg.tensors[name]!.data.length - 1]) {
          const slope = (shifted(name, index, 1e-5) - shifted(name, index, -1e-5)) / 2e-5;
          expect(found[name]!.data[index], `${name}[${index}]`).toBeCloseTo(slope, 4);
        }
      }
    });
  });
});
