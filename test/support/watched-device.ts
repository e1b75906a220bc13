import type { InferenceSession, Tensor } from 'onnxruntime-node';

type Runtime = typeof import('onnxruntime-node');

/** Traffic between the host and a device that steps run on. */
export class Traffic {
  /** Bytes, to the device and back. */
  up = 0;
  down = 0;
  /** Tensors that lie on the device. */
  readonly live = new Set<object>();

  /** Counts from here on. */
  restart(): void {
    [this.up, this.down] = [0, 0];
  }
}

const bytesOf = ({ data }: Tensor): number => (ArrayBuffer.isView(data) ? data.byteLength : 0);

/** A tensor as the runtime gives it out where it lies on a device: its values can't be read, and it is gone once disposed of. */
class FakeTensor {
  readonly location = 'gpu-buffer';
  private held: Tensor | undefined;
  private readonly traffic: Traffic;

  constructor(held: Tensor, traffic: Traffic) {
    this.held = held;
    this.traffic = traffic;
    traffic.live.add(this);
  }

  get data(): never {
    throw new Error('The values of this tensor lie on a device.');
  }

  get onDevice(): Tensor {
    if (!this.held) throw new Error('This tensor was used after it had been disposed of.');
    return this.held;
  }

  dispose(): void {
    this.held = undefined;
    this.traffic.live.delete(this);
  }
}

type Given = Tensor | FakeTensor;

/**
 * ONNX Runtime with a device that counts what crosses. A WebGPU provider is made up: the CPU computes, what is to stay on the
 * device is hidden from the host. `real`: it is the computer's own.
 */
export function watched(runtime: Runtime, traffic: Traffic, device: () => 'fake' | 'real') {
  const up = (tensor: Tensor): Tensor => {
    if (tensor.location === 'cpu') traffic.up += bytesOf(tensor);
    return tensor;
  };
  const down = (tensor: Tensor): Tensor => {
    if (tensor.location === 'cpu') traffic.down += bytesOf(tensor);
    return tensor;
  };
  const create = async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
    const { preferredOutputLocation: kept = {}, ...rest } = options;
    const fake = device() === 'fake';
    const session = await runtime.InferenceSession.create(
      model,
      fake ? { ...rest, executionProviders: ['cpu'] } : options,
    );
    const place = (name: string, tensor: Tensor): Given =>
      fake && typeof kept === 'object' && kept[name] === 'gpu-buffer' ? new FakeTensor(tensor, traffic) : down(tensor);
    return {
      inputNames: session.inputNames,
      async run(feeds: Readonly<Record<string, Given>>) {
        const given = Object.entries(feeds).map(
          ([name, tensor]) => [name, tensor instanceof FakeTensor ? tensor.onDevice : up(tensor)] as const,
        );
        const results = await session.run(Object.fromEntries(given));
        return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, place(name, tensor)]));
      },
      endProfiling: () => session.endProfiling(),
      release: () => session.release(),
    };
  };
  return { ...runtime, InferenceSession: { create } };
}
