import { afterAll, beforeAll, expect } from 'vitest';
import {
  constant,
  float32,
  sizeOf,
  type Engine,
  type HostTensor,
  type Named,
  type TensorFunction,
} from '../../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../../src-main/engines/onnx/engine.ts';
import type { Graph } from '../../../../src-main/engines/onnx/graph.ts';
import { fromResults, loadRuntime, openSession, toFeed } from '../../../../src-main/engines/onnx/session.ts';
import { targets, type Provider } from '../../../../src-main/engines/onnx/target.ts';
import { trace } from '../../../../src-main/engines/onnx/trace.ts';
import { mapEach } from '../../../../src-main/engines/tree.ts';
import { tf, type Tensor } from '../../../../src-main/engines/tfjs.ts';
import { cpuEngine } from '../../../support/fakes.ts';

/** Values between `low` and `high` that differ from one another and stay the same from run to run. */
export function values(shape: readonly number[], { low = -1, high = 1, seed = 1 } = {}): HostTensor {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const x = Math.sin(seed * 12.9898 + i * 78.233) * 43758.5453;
    return low + (high - low) * (x - Math.floor(x));
  });
  return float32(data, shape);
}

export function int32(data: readonly number[], shape: readonly number[] = [data.length]): HostTensor {
  return { dtype: 'int32', shape, data: Int32Array.from(data) };
}

export function bool(data: readonly number[], shape: readonly number[] = [data.length]): HostTensor {
  return { dtype: 'bool', shape, data: Uint8Array.from(data) };
}

/** `f` as a tensor function of one output. */
export function single(f: (x: Named<Tensor>) => Tensor): TensorFunction {
  return (inputs) => ({ y: f(inputs) });
}

/** `f` and the gradients of a weighted sum of its values with respect to all inputs, or to those named. */
export function withGradients(f: (x: Named<Tensor>) => Tensor, wanted?: readonly string[]): TensorFunction {
  return (inputs) => {
    const names = wanted ?? Object.keys(inputs);
    const gradients = tf.grads((...variables: Tensor[]) => {
      const replaced = Object.fromEntries(names.map((name, i) => [name, variables[i]!]));
      const y = f({ ...inputs, ...replaced });
      return tf.sum(tf.mul(y, tf.tensor(values(y.shape, { seed: 9 }).data, y.shape, 'float32')));
    })(names.map((name) => inputs[name]!));
    return { y: f(inputs), ...Object.fromEntries(names.map((name, i) => [`d${name}`, gradients[i]!])) };
  };
}

interface Engines {
  readonly onnx: Engine;
  readonly plain: Engine;
}

let engines: Engines | undefined;

/** Opens, for the tests of a file, the ONNX engine on the CPU and TensorFlow.js' plain backend to compare with. */
export function openEngines(): void {
  beforeAll(async () => {
    engines = { onnx: await openOnnxEngine('cpu', { threads: 1 }), plain: await cpuEngine() };
  });
  afterAll(async () => {
    await engines?.onnx.dispose();
    await engines?.plain.dispose();
  });
}

export function onnxEngine(): Engine {
  return engines!.onnx;
}

async function evaluate(
  engine: Engine,
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  constants: Named<HostTensor>,
): Promise<Named<HostTensor>> {
  const frozen = Object.fromEntries(Object.entries(constants).map(([name, tensor]) => [name, constant(tensor)]));
  const step = await engine.compile(fn, { label: 'test function', inputs, constants: frozen });
  try {
    return await step.run(inputs);
  } finally {
    await step.dispose();
  }
}

/** Runs the function on the ONNX engine alone. */
export function onOnnx(fn: TensorFunction, inputs: Named<HostTensor> = {}): Promise<Named<HostTensor>> {
  return evaluate(engines!.onnx, fn, inputs, {});
}

/** Runs on the CPU the graph that is made for another provider. */
async function evaluateGraph(
  provider: Provider,
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  constants: Named<HostTensor>,
): Promise<Named<HostTensor>> {
  const graph = graphOf(fn, inputs, provider, constants);
  const session = await openSession(graph, { provider: 'cpu', threads: 1 });
  try {
    const runtime = await loadRuntime();
    return fromResults(graph, await session.run(mapEach(inputs, (tensor) => toFeed(runtime, tensor))));
  } finally {
    await session.release();
  }
}

interface Comparison {
  readonly tolerance?: number;
  readonly constants?: Named<HostTensor>;
  /** The graph is the one for this provider; it is run on the CPU all the same. */
  readonly provider?: Provider;
}

/** Checks that both engines give the same values, shapes and types; returns them. */
export async function expectSame(
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  { tolerance = 1e-5, constants = {}, provider }: Comparison = {},
): Promise<Named<HostTensor>> {
  const found = provider
    ? await evaluateGraph(provider, fn, inputs, constants)
    : await evaluate(engines!.onnx, fn, inputs, constants);
  const expected = await evaluate(engines!.plain, fn, inputs, constants);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) {
    expect(found[name]?.shape, `shape of ${name}`).toEqual(tensor.shape);
    expect(found[name]?.dtype, `type of ${name}`).toBe(tensor.dtype);
    for (const [i, value] of tensor.data.entries()) {
      const difference = Math.abs(found[name]!.data[i]! - value);
      const message = `${name}[${i}]: ${found[name]!.data[i]!} instead of ${value}`;
      if (Number.isNaN(value)) expect(found[name]!.data[i], message).toBeNaN();
      else if (found[name]!.data[i] !== value)
        expect(difference, message).toBeLessThan(tolerance * (1 + Math.abs(value)));
    }
  }
  return found;
}

export function graphOf(
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  provider: Provider = 'cpu',
  constants: Named<HostTensor> = {},
): Graph {
  const frozen = Object.fromEntries(Object.entries(constants).map(([name, tensor]) => [name, constant(tensor)]));
  return trace(fn, { label: 'test function', inputs, constants: frozen }, targets[provider]);
}

/** Operators of the traced graph, without those that only name the outputs. */
export function operators(...traced: Parameters<typeof graphOf>): string[] {
  return graphOf(...traced)
    .nodes.filter(({ outputs }) => !outputs[0]!.startsWith('out:'))
    .map(({ op }) => op);
}
