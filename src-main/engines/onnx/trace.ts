import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../../src-shared/errors.ts';
import type { Signature, TensorFunction } from '../engine.ts';
import { registerFusedOps } from '../fused-ops.ts';
import { tf, useBackend } from '../tfjs.ts';
import type { Graph, GraphNode } from './graph.ts';
import { traceKernels } from './kernels/index.ts';
import type { Target } from './target.ts';
import { graphDType, Tracer } from './tracer.ts';

const backendName = 'onnx-trace';

let registered: Tracer | undefined;

/** The one tracing backend of this process, known to tfjs under its name. */
function tracer(): Tracer {
  if (registered) return registered;
  const backend = new Tracer();
  registerFusedOps();
  tf.registerBackend(backendName, () => backend, 0);
  for (const rule of traceKernels) {
    tf.registerKernel({
      kernelName: rule.kernel,
      backendName,
      kernelFunc: ({ inputs, attrs }) => rule.record(backend, inputs as Record<string, TensorInfo>, attrs ?? {}),
    });
  }
  registered = backend;
  return backend;
}

/** Keeps only what the outputs depend on: autodiff also records gradients that nobody asked for. */
function reachable(nodes: readonly GraphNode[], outputs: readonly string[]): { nodes: GraphNode[]; used: Set<string> } {
  const used = new Set(outputs);
  const kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => used.has(name))) continue;
    kept.push(node);
    for (const name of node.inputs) used.add(name);
  }
  return { nodes: kept.reverse(), used };
}

function explain(error: unknown, label: string): LabError {
  if (error instanceof LabError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const kernel = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  if (kernel !== undefined) {
    return new LabError(
      'not-traceable',
      `The ONNX engine has no rule for the operator ${kernel}, which ${label} uses.`,
      'Add it to src-main/engines/onnx/kernels or choose the wasm engine.',
      error,
    );
  }
  return new LabError('not-traceable', `${label} can't be traced: ${message}`, undefined, error);
}

/**
 * Runs `fn` once on symbolic tensors and returns the graph of what it did.
 * @throws LabError `not-traceable` naming the operator or the reason.
 */
export function trace(fn: TensorFunction, signature: Signature, target: Target): Graph {
  const backend = tracer();
  const before = tf.getBackend();
  useBackend(backendName);
  backend.begin(target);
  tf.engine().startScope(signature.label);
  try {
    return record(backend, fn, signature);
  } catch (error) {
    throw explain(error, signature.label);
  } finally {
    tf.engine().endScope();
    if (before) useBackend(before);
  }
}

function record(backend: Tracer, fn: TensorFunction, signature: Signature): Graph {
  const tensor = (info: TensorInfo): Tensor => tf.engine().makeTensorFromTensorInfo(info);
  const inputs = Object.entries(signature.inputs).map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  const results = fn(
    Object.fromEntries(inputs.map(({ name, shape, dtype }) => [name, tensor(backend.input(name, shape, dtype))])),
    Object.fromEntries(
      Object.entries(signature.constants).map(([name, value]) => [name, tensor(backend.constant(name, value))]),
    ),
  );
  const outputs = Object.entries(results).map(([name, { dataId, shape, dtype }]) => ({
    name: `out:${name}`,
    shape,
    dtype: graphDType(dtype),
    from: backend.dense({ dataId, shape, dtype }),
  }));
  const named = outputs.map(({ name, from }): GraphNode => ({
    op: 'Identity',
    domain: '',
    inputs: [from],
    outputs: [name],
    attributes: {},
  }));
  const { nodes, used } = reachable(
    [...backend.graph.nodes, ...named],
    outputs.map(({ name }) => name),
  );
  return {
    label: signature.label,
    nodes,
    initializers: backend.graph.initializers.filter(({ name }) => used.has(name)),
    inputs,
    outputs: outputs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  };
}
