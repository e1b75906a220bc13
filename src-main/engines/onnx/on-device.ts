import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { LabError } from '../../../src-shared/errors.ts';
import type { HostTensor, Named, ResidentTensor, StepTensor, TensorSpec, TypedArray } from '../engine.ts';
import { isResident } from '../resident.ts';
import { formatSpec } from '../validate.ts';
import type { Graph } from './graph.ts';
import { openSession, toFeed } from './session.ts';
import type { Provider } from './target.ts';

/** Devices on which ONNX Runtime for Node can leave outputs: its binding supports only WebGPU buffers. */
export const keepsOutputs: Record<Provider, boolean> = { cpu: false, webgpu: true, cuda: false };

class TensorOnDevice implements ResidentTensor {
  readonly shape: readonly number[];
  readonly dtype: TensorSpec['dtype'];
  readonly tensor: Tensor;
  private readonly download: (tensor: TensorOnDevice) => Promise<HostTensor>;

  constructor({ shape, dtype }: TensorSpec, tensor: Tensor, download: (tensor: TensorOnDevice) => Promise<HostTensor>) {
    this.shape = shape;
    this.dtype = dtype;
    this.tensor = tensor;
    this.download = download;
  }

  read(): Promise<HostTensor> {
    return this.download(this);
  }

  release(): void {
    this.tensor.dispose();
  }
}

const output = 'out:value';

/** Hands a tensor through, from the device to the host. */
function handThrough({ shape, dtype }: TensorSpec): Graph {
  return {
    label: 'copy to the host',
    nodes: [{ op: 'Identity', domain: '', inputs: ['value'], outputs: [output], attributes: {} }],
    initializers: [],
    inputs: [{ name: 'value', shape, dtype }],
    outputs: [{ name: output, shape, dtype }],
  };
}

/**
 * The tensors that an engine keeps on its device. ONNX Runtime for Node can't read one: it is taken to the host by a session
 * that hands it through, one for each type and shape.
 */
export class Device {
  private readonly provider: Provider;
  private readonly readers = new Map<string, Promise<InferenceSession>>();

  constructor(provider: Provider) {
    this.provider = provider;
  }

  /** Outputs left on the device, by the names of the function's outputs. */
  keep(graph: Graph, names: readonly string[], results: Readonly<Record<string, Tensor>>): Named<ResidentTensor> {
    const kept: Record<string, ResidentTensor> = {};
    for (const spec of graph.outputs) {
      const tensor = results[spec.name];
      if (!names.includes(spec.name)) continue;
      if (!tensor) throw new LabError('engine-failed', `ONNX Runtime returned no ${spec.name}.`);
      kept[spec.name.slice('out:'.length)] = new TensorOnDevice(spec, tensor, (one) => this.read(one));
    }
    return kept;
  }

  /** Inputs of a session for some tensors. */
  feeds(runtime: typeof import('onnxruntime-node'), inputs: Named<StepTensor>): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(inputs)) {
      if (!isResident(tensor)) feeds[name] = toFeed(runtime, tensor);
      else if (tensor instanceof TensorOnDevice) feeds[name] = tensor.tensor;
      else throw new LabError('internal', `The tensor '${name}' lies on the device of another engine.`);
    }
    return feeds;
  }

  async dispose(): Promise<void> {
    const sessions = await Promise.all(this.readers.values());
    this.readers.clear();
    for (const session of sessions) await session.release();
  }

  private async read({ shape, dtype, tensor }: TensorOnDevice): Promise<HostTensor> {
    const key = formatSpec({ shape, dtype });
    let opening = this.readers.get(key);
    if (!opening) {
      opening = openSession(handThrough({ shape, dtype }), { provider: this.provider, threads: 1 });
      this.readers.set(key, opening);
    }
    const session = await opening;
    const { [output]: found } = await session.run({ value: tensor });
    return { shape, dtype, data: found!.data as TypedArray };
  }
}
