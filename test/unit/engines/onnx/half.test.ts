import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../../src-shared/identity.ts';
import { constant, type TensorFunction } from '../../../../src-main/engines/engine.ts';
import { attention } from '../../../../src-main/engines/attention.ts';
import { openEngine } from '../../../../src-main/engines/engine-registry.ts';
import { gelu, layerNorm, linear } from '../../../../src-main/engines/fused-ops.ts';
import { float16 } from '../../../../src-main/engines/onnx/encode.ts';
import { openOnnxEngine } from '../../../../src-main/engines/onnx/engine.ts';
import type { Graph } from '../../../../src-main/engines/onnx/graph.ts';
import { inHalfPrecision } from '../../../../src-main/engines/onnx/half.ts';
import { targets } from '../../../../src-main/engines/onnx/target.ts';
import { trace } from '../../../../src-main/engines/onnx/trace.ts';
import { tf } from '../../../../src-main/engines/tfjs.ts';
import { checkRunConfig } from '../../../../src-main/experiments/checks.ts';
import { findMethod } from '../../../../src-main/methods/method-registry.ts';
import { fakeConfig } from '../../../support/fakes.ts';
import { batch, context } from '../../methods/support.ts';
import { graphOf, openEngines, values, withGradients } from './support.ts';

openEngines();

const weight = values([8, 8], { seed: 3 });
const sizes = { x: values([6, 8]), gamma: values([8]) };

/** A layer of a network with its gradient, and a product beside it that is in no network. */
const layer: TensorFunction = (inputs, { w }) => ({
  ...withGradients(({ x, gamma }) => {
    const seen = gelu(linear(layerNorm(x!, gamma!, gamma!), w!, tf.zeros([8])));
    const heads = tf.reshape(seen, [1, 2, 3, 8]);
    return attention(heads, heads, heads);
  })(inputs, {}),
  apart: tf.matMul(inputs['x']!, w!),
});

function traced(provider: 'cpu' | 'webgpu' = 'cpu'): Graph {
  const signature = { label: 'layer', inputs: sizes, constants: { w: constant(weight) } };
  return trace(layer, signature, targets[provider]);
}

/** Values in half precision, by their names. */
function halvesOf({ nodes }: Graph): Set<string> {
  const halves = new Set<string>();
  for (const { op, inputs, outputs, attributes } of nodes) {
    const isHalf = op === 'Cast' ? attributes['to'] === float16 : inputs.some((name) => halves.has(name));
    if (isHalf) for (const name of outputs) halves.add(name);
  }
  return halves;
}

describe.each(['cpu', 'webgpu'] as const)('a graph in half precision for %s', (provider) => {
  const before = traced(provider);
  const after = inHalfPrecision(before);
  const halves = halvesOf(after);

  it('has the products of the network in it, forward and backward, and nothing else', () => {
    const products = ['MatMul', 'Gemm', 'FusedMatMul'];
    const inHalf = after.nodes.filter(({ op, inputs }) => op !== 'Cast' && inputs.some((name) => halves.has(name)));
    expect(inHalf.every(({ op }) => products.includes(op))).toBe(true);
    // Forward, three for y and Linear's again for the gradient; back, Linear's one and five of attention. The one apart stays.
    expect(inHalf).toHaveLength(10);
    expect(inHalf.every(({ inputs }) => inputs.every((name) => halves.has(name)))).toBe(true);
    const left = after.nodes.filter(({ op, outputs }) => products.includes(op) && !halves.has(outputs[0]!));
    expect(left).toHaveLength(1);
  });

  it('gives and takes what it did, under the same names', () => {
    expect([after.inputs, after.outputs]).toEqual([before.inputs, before.outputs]);
    const written = (graph: Graph) => graph.nodes.flatMap(({ outputs }) => outputs);
    expect(new Set(written(after)).size).toBe(written(after).length);
    expect(written(after)).toEqual(expect.arrayContaining(written(before)));
    for (const { name } of after.outputs) expect(halves.has(name)).toBe(false);
  });

  it('rounds a weight once, however many products it is in', () => {
    const weights = before.initializers.filter(({ shape }) => shape.length === 2).map(({ name }) => name);
    const casts = after.nodes.filter(({ op, inputs }) => op === 'Cast' && weights.includes(inputs[0]!));
    expect(casts).toHaveLength(1);
  });
});

describe('gradients in half precision', () => {
  it('survive where they are too small for its exponents', async () => {
    const small = 1e-9;
    const f: TensorFunction = ({ x }, { w }) => {
      const gradient = tf.grad((input) => tf.mul(tf.sum(linear(input, w!, tf.zeros([8]))), small));
      return { dx: gradient(x!) };
    };
    const { x } = sizes;
    const graph = inHalfPrecision(graphOf(f, { x }, 'cpu', { w: weight }));
    const largest = graph.nodes.findIndex(({ op }) => op === 'ReduceMax');
    const toHalf = graph.nodes.findIndex(
      ({ op, attributes }, at) => at > largest && op === 'Cast' && attributes['to'] === float16,
    );
    expect(largest).toBeGreaterThanOrEqual(0);
    // Divided by the largest before, multiplied by it after.
    expect(graph.nodes[toHalf - 1]!.op).toBe('Div');
    const engine = await openOnnxEngine('cpu', { threads: 1, precision: 'float16' });
    const step = await engine.compile(f, { label: 'small', inputs: { x }, constants: { w: constant(weight) } });
    const { dx } = await step.run({ x });
    const expected = Array.from({ length: 8 }, (_, k) =>
      Array.from({ length: 8 }, (_row, n) => weight.data[8 * n + k]!).reduce((a, b) => a + b, 0),
    );
    expected.forEach((value, k) => expect(dx!.data[k]! / small).toBeCloseTo(value, 2));
    await step.dispose();
    await engine.dispose();
  });
});

describe('the generator', () => {
  it('stays in float32, with all that is learnt and moved', () => {
    const bound = findMethod('mgtta').bind(context, {});
    const constants = Object.entries({ ...bound.constants }).map(([name, tensor]) => [name, constant(tensor)] as const);
    if (!('step' in bound)) throw new Error('MGTTA is one step');
    const state = bound.init();
    const images = batch(1);
    const graph = trace(
      ({ images: shown, ...given }, frozen) => {
        const { logits, state: next } = bound.step(shown!, given, frozen, {});
        return { logits, ...next };
      },
      {
        label: 'step',
        inputs: { images, ...state },
        constants: { ...context.model.constants, ...Object.fromEntries(constants) },
      },
      targets.cpu,
    );
    const after = inHalfPrecision(graph);
    const halves = halvesOf(after);
    const rounded = after.nodes.filter(({ outputs }) => halves.has(outputs[0]!)).flatMap(({ inputs }) => inputs);
    for (const initializer of graph.initializers) {
      const isOwn = constants.some(([, { read }]) => read() === initializer.content);
      if (isOwn) expect(rounded).not.toContain(initializer.name);
    }
    for (const name of Object.keys(state)) expect(rounded).not.toContain(name);
  });
});

describe('where half precision is not to be had', () => {
  it.each(['onnx-cpu', 'wasm', 'tensorflow', 'auto'] as const)('says so in a sentence: %s', async (engine) => {
    const refusal = {
      code: 'bad-option',
      message: `Half precision is for the engines onnx-webgpu and onnx-cuda, not for ${engine}.`,
      hint: 'Choose one of them by its name, or float32.',
    };
    await expect(openEngine(engine, { precision: 'float16' })).rejects.toMatchObject(refusal);
    const config = fakeConfig({ method: 'tent', precision: 'float16', engine });
    expect(() => checkRunConfig(config, findMethod('tent'))).toThrow(refusal.message);
  });

  it('is part of what a run is known by, where it is asked for', () => {
    const identity = (precision?: 'float32' | 'float16') =>
      identityOf('adapt', fakeConfig({ method: 'tent', engine: 'onnx-webgpu', ...(precision && { precision }) }));
    expect(identity('float16')).not.toBe(identity());
    expect(identity('float32')).toBe(identity());
  });
});
