import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { attention } from '../../../../src-main/engines/attention.ts';
import { openOnnxEngine } from '../../../../src-main/engines/onnx/engine.ts';
import { tf, type Tensor } from '../../../../src-main/engines/tfjs.ts';
import { expectSame, onOnnx, openEngines, single, values, withGradients } from './support.ts';

openEngines();

const inputs = {
  q: values([2, 3, 5, 8], { seed: 1, low: -3, high: 3 }),
  k: values([2, 3, 7, 8], { seed: 2, low: -3, high: 3 }),
  v: values([2, 3, 7, 8], { seed: 3 }),
};

/** The same with the gradients of its parts. */
function plainly(q: Tensor, k: Tensor, v: Tensor): Tensor {
  return tf.matMul(tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(8))), v);
}

describe('attention', () => {
  it('gives the same values and gradients on every kind of engine', async () => {
    await expectSame(
      withGradients(({ q, k, v }) => attention(q!, k!, v!)),
      inputs,
    );
  });

  it('has the gradients of the operators it is made of', async () => {
    const found = await onOnnx(
      withGradients(({ q, k, v }) => attention(q!, k!, v!)),
      inputs,
    );
    const expected = await onOnnx(
      withGradients(({ q, k, v }) => plainly(q!, k!, v!)),
      inputs,
    );
    for (const [name, { data }] of Object.entries(expected)) {
      for (const [i, value] of data.entries()) expect(found[name]!.data[i], `${name}[${i}]`).toBeCloseTo(value, 5);
    }
  });

  it('has the gradient that finite differences find', async () => {
    const { dq } = await onOnnx(
      withGradients(({ q, k, v }) => attention(q!, k!, v!)),
      inputs,
    );
    const weights = values([2, 3, 5, 8], { seed: 9 }).data;
    const sumAt = async (i: number, by: number): Promise<number> => {
      const q = { ...inputs.q, data: inputs.q.data.map((value, at) => (at === i ? value + by : value)) };
      const { y } = await onOnnx(
        single((x) => attention(x['q']!, x['k']!, x['v']!)),
        { ...inputs, q },
      );
      return [...y!.data].reduce((sum, value, at) => sum + value * weights[at]!, 0);
    };
    for (const i of [0, 77, 239]) {
      const difference = ((await sumAt(i, 0.01)) - (await sumAt(i, -0.01))) / 0.02;
      expect(dq!.data[i]).toBeCloseTo(difference, 3);
    }
  });

  it('computes the weights of a layer again only when its gradient is due', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'order-'));
    const engine = await openOnnxEngine('cpu', { threads: 1, profile: path.join(folder, 'run') });
    try {
      const twoLayers = withGradients(({ q, k, v }) => attention(attention(q!, k!, v!), k!, v!), ['q']);
      const step = await engine.compile(twoLayers, { label: 'two layers', inputs, constants: {} });
      await step.run(inputs);
      await step.dispose();
      const [file = ''] = readdirSync(folder);
      const events = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        cat: string;
        name: string;
        args: { op_name?: string };
      }[];
      const ran = events
        .filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'))
        .map(({ args }) => args.op_name ?? '');
      // Forward through the first layer, then back: in each layer the weights, and what their gradient sums up.
      const marks = ran.filter((op) => op === 'Softmax' || op === 'ReduceSum');
      expect(marks.slice(0, 5)).toEqual(['Softmax', 'Softmax', 'ReduceSum', 'Softmax', 'ReduceSum']);
    } finally {
      await engine.dispose();
      rmSync(folder, { recursive: true });
    }
  });
});
