import type { Tensor } from '@tensorflow/tfjs-core';
import type { Constant, Named } from './engine.ts';
import { tf } from './tfjs.ts';
import { formatSpec, validateConstant } from './validate.ts';

interface Entry {
  readonly tensor: Tensor;
  readonly bytes: number;
  users: number;
}

/** Constants of one step; `release` once, when the step is disposed. */
export interface ConstantLease {
  readonly tensors: Named<Tensor>;
  release(): void;
}

/**
 * Frozen tensors on a backend, uploaded once however many steps use them. A constant is known by its object, or by its
 * array of values when those are in memory already.
 */
export class ConstantPool {
  private readonly entries = new Map<object, Map<string, Entry>>();

  /** Bytes held at the moment. */
  get bytes(): number {
    return [...this.entries.values()]
      .flatMap((bySpec) => [...bySpec.values()])
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Takes tensors on the current backend; those that another step uses already are shared. */
  lease(label: string, constants: Named<Constant>): ConstantLease {
    const taken: { key: object; spec: string; entry: Entry }[] = [];
    const tensors: Record<string, Tensor> = {};
    const release = (): void => taken.splice(0).forEach(({ key, spec, entry }) => this.giveBack(key, spec, entry));
    try {
      for (const [name, constant] of Object.entries(constants)) {
        const key = constant.file === undefined ? constant.read() : constant;
        const spec = formatSpec(constant);
        const entry = this.find(key, spec) ?? this.add(key, spec, upload(label, name, constant));
        entry.users++;
        taken.push({ key, spec, entry });
        tensors[name] = entry.tensor;
      }
    } catch (error) {
      release();
      throw error;
    }
    return { tensors, release };
  }

  private find(key: object, spec: string): Entry | undefined {
    return this.entries.get(key)?.get(spec);
  }

  private add(key: object, spec: string, entry: Entry): Entry {
    const bySpec = this.entries.get(key) ?? new Map<string, Entry>();
    this.entries.set(key, bySpec.set(spec, entry));
    return entry;
  }

  private giveBack(key: object, spec: string, entry: Entry): void {
    if (--entry.users > 0) return;
    entry.tensor.dispose();
    const bySpec = this.entries.get(key);
    bySpec?.delete(spec);
    if (bySpec?.size === 0) this.entries.delete(key);
  }
}

function upload(label: string, name: string, constant: Constant): Entry {
  const values = constant.read();
  validateConstant(label, name, constant, values);
  return { tensor: tf.tensor(values, [...constant.shape], constant.dtype), bytes: values.byteLength, users: 0 };
}
