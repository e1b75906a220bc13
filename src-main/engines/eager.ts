import type { Tensor } from '@tensorflow/tfjs-core';
import { LabError } from '../../src-shared/errors.ts';
import { ConstantPool } from './constant-pool.ts';
import type {
  Engine,
  EngineDescription,
  FlatStep,
  HostTensor,
  Named,
  Signature,
  TensorFunction,
  TypedArray,
} from './engine.ts';
import { overTrees } from './over-trees.ts';
import { hostOnly } from './resident.ts';
import { tf, useBackend } from './tfjs.ts';
import { mapEach } from './tree.ts';
import { validateInputs } from './validate.ts';

/**
 * An engine that calls the tensor function anew for each batch, on a TensorFlow.js backend that has been started. Nothing is
 * compiled; constants are uploaded when the first step that uses them is made, and freed with the last one.
 */
export function eagerEngine(backend: string, description: EngineDescription): Engine {
  const pool = new ConstantPool();
  const steps = new Set<FlatStep>();

  const compile = (fn: TensorFunction, signature: Signature): Promise<FlatStep> =>
    attempt(description, signature.label, () => {
      useBackend(backend);
      const constants = pool.lease(signature.label, signature.constants);
      let live = true;
      const step: FlatStep = {
        run: (inputs) =>
          attempt(description, signature.label, () => {
            if (!live) throw new LabError('internal', `The ${signature.label} was used after it had been disposed.`);
            const given = hostOnly(inputs);
            validateInputs(signature.label, signature.inputs, given);
            useBackend(backend);
            return { host: evaluate(fn, given, constants.tensors), resident: {} };
          }),
        dispose: () => {
          live = false;
          steps.delete(step);
          constants.release();
          return Promise.resolve();
        },
      };
      steps.add(step);
      return step;
    });

  return overTrees({
    description,
    keepsState: false,
    compile,
    memory: () => ({ constantBytes: pool.bytes, steps: steps.size }),
    dispose: async () => {
      await Promise.all([...steps].map((step) => step.dispose()));
    },
  });
}

/** Runs the function on uploaded inputs; every tensor made on the way is freed. */
function evaluate(fn: TensorFunction, inputs: Named<HostTensor>, constants: Named<Tensor>): Named<HostTensor> {
  const outputs: Record<string, HostTensor> = {};
  tf.tidy(() => {
    const uploaded = mapEach(inputs, ({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype));
    for (const [name, tensor] of Object.entries(fn(uploaded, constants))) outputs[name] = download(tensor);
  });
  return outputs;
}

function download(tensor: Tensor): HostTensor {
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32' && tensor.dtype !== 'bool') {
    throw new LabError('engine-failed', `A step can't return ${tensor.dtype} tensors.`);
  }
  const data: TypedArray = tensor.dataSync();
  return { data, shape: tensor.shape, dtype: tensor.dtype };
}

/** Does synchronous work for a promise of its result; what it throws becomes a `LabError` that names engine and step. */
async function attempt<T>({ id }: EngineDescription, label: string, work: () => T): Promise<T> {
  try {
    return await Promise.resolve(work());
  } catch (error) {
    if (error instanceof LabError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError('engine-failed', `Engine ${id} failed in the ${label}: ${reason}`, undefined, error);
  }
}
