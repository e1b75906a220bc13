import type { Tensor } from '@tensorflow/tfjs-core';
import type { Of, TensorTree, Tree } from './tree.ts';

export type DType = 'float32' | 'int32' | 'bool';
export type TypedArray = Float32Array | Int32Array | Uint8Array;
export type Named<T> = Readonly<Record<string, T>>;

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A tensor in host memory, row-major. */
export interface HostTensor extends TensorSpec {
  readonly data: TypedArray;
}

/** Where the raw little-endian values of a constant lie on disk, so that an engine can map them instead of copying. */
export interface FileRange {
  readonly path: string;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** A tensor that never changes while a step lives (a frozen weight). Its values are read only when an engine asks. */
export interface Constant extends TensorSpec {
  readonly read: () => TypedArray;
  readonly file?: FileRange;
}

/**
 * A pure function over tensors: no files, no clock, no values read back. Engines may run it eagerly at each step or
 * trace it once, so it must do the same work whatever the values are. Inputs (like the tree I) and outputs are trees.
 */
export type TensorFunction<I = Named<TensorSpec>, O = Named<Tensor>> = (
  inputs: Of<I, Tensor>,
  constants: Named<Tensor>,
) => O;

export interface Signature<I = Named<TensorSpec>> {
  /** Used in messages and profiles, e.g. `mgtta step, batch 64`. */
  readonly label: string;
  readonly inputs: I;
  readonly constants: Named<Constant>;
}

/** A compiled tensor function. */
export interface Step<I = Named<TensorSpec>, O = Named<Tensor>> {
  /**
   * Runs the step. Inputs are left untouched.
   * @throws LabError `bad-input` when a tensor is missing or has another shape or type, `engine-failed` otherwise.
   */
  run(inputs: Of<I, HostTensor>): Promise<Of<O, HostTensor>>;
  dispose(): Promise<void>;
}

export const engineIds = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tensorflow', 'wasm'] as const;
export type EngineId = (typeof engineIds)[number];

export interface EngineDescription {
  readonly id: EngineId;
  /** Device as the user knows it, e.g. a CPU or GPU model name. */
  readonly device: string;
  readonly version: string;
  readonly threads: number;
}

export interface EngineMemory {
  /** Bytes of frozen weights that the engine holds or maps. */
  readonly constantBytes: number;
  /** Live steps. */
  readonly steps: number;
}

interface OpenEngine {
  readonly description: EngineDescription;
  memory(): EngineMemory;
  dispose(): Promise<void>;
}

/** An engine as it is written: its functions take and give tensors by name. `overTrees` makes an `Engine` of it. */
export interface FlatEngine extends OpenEngine {
  compile(fn: TensorFunction, signature: Signature): Promise<Step>;
}

export interface Engine extends OpenEngine {
  /** @throws LabError `not-traceable` naming the operator when the function can't be compiled by this engine. */
  compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    fn: TensorFunction<I, O>,
    signature: Signature<I>,
  ): Promise<Step<I, O>>;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function float32(data: Float32Array, shape: readonly number[] = [data.length]): HostTensor {
  return { data, shape, dtype: 'float32' };
}

export function constant(tensor: HostTensor): Constant {
  return { shape: tensor.shape, dtype: tensor.dtype, read: () => tensor.data };
}
