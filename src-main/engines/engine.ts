import type { Tensor } from '@tensorflow/tfjs-core';
import type { Precision } from '../../src-shared/precision.ts';
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

/** A tensor that stayed on the device that computed it. Steps of the engine that made it take it as an input. */
export interface ResidentTensor extends TensorSpec {
  /** Copies its values to host memory. */
  read(): Promise<HostTensor>;
  /** Gives its memory on the device back; it is not to be used afterwards. */
  release(): void;
}

/** A tensor that a step takes: from host memory, or from where an earlier run left it. */
export type StepTensor = HostTensor | ResidentTensor;

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
  run(inputs: Of<I, StepTensor>): Promise<Of<O, HostTensor>>;
  dispose(): Promise<void>;
}

/** Outputs of a tensor function, a part of which is the state that its next run begins with. */
export interface Stateful<O, S> {
  readonly results: O;
  readonly state: S;
}

/** A compiled tensor function whose state stays on the device where the engine can keep it there. */
export interface StatefulStep<I, O, S> {
  /** As `Step.run`. */
  run(inputs: Of<I, StepTensor>): Promise<Stateful<Of<O, HostTensor>, Of<S, StepTensor>>>;
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
  /** Of the products of networks; float32 by default. */
  readonly precision?: Precision;
}

export interface EngineMemory {
  /** Bytes of frozen weights that the engine holds or maps. */
  readonly constantBytes: number;
  /** Live steps. */
  readonly steps: number;
}

interface OpenEngine {
  readonly description: EngineDescription;
  /** Whether the state of a `StatefulStep` stays on the device. */
  readonly keepsState: boolean;
  memory(): EngineMemory;
  dispose(): Promise<void>;
}

/** A signature, and which outputs stay on the device where the engine can keep them there. */
export interface FlatSignature extends Signature {
  readonly stays?: (output: string) => boolean;
}

/** A compiled function of tensors by name. Of its outputs, those that stayed on the device are apart. */
export interface FlatStep {
  run(inputs: Named<StepTensor>): Promise<{ host: Named<HostTensor>; resident: Named<ResidentTensor> }>;
  dispose(): Promise<void>;
}

/** An engine as it is written: its functions take and give tensors by name. `overTrees` makes an `Engine` of it. */
export interface FlatEngine extends OpenEngine {
  compile(fn: TensorFunction, signature: FlatSignature): Promise<FlatStep>;
}

export interface Engine extends OpenEngine {
  /** @throws LabError `not-traceable` naming the operator when the function can't be compiled by this engine. */
  compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    fn: TensorFunction<I, O>,
    signature: Signature<I>,
  ): Promise<Step<I, O>>;
  /** As `compile`, for a function that makes the state its next run begins with. */
  compileStateful<I extends Tree<TensorSpec>, O extends TensorTree, S extends TensorTree>(
    fn: TensorFunction<I, Stateful<O, S>>,
    signature: Signature<I>,
  ): Promise<StatefulStep<I, O, S>>;
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
