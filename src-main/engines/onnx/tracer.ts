import { KernelBackend, util, type DataId, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../../src-shared/errors.ts';
import type { Constant, DType, TypedArray } from '../engine.ts';
import { GraphBuilder, typedArray, type GraphNode } from './graph.ts';
import type { Target } from './target.ts';

/**
 * A tensor as known while a function is traced. Tensors whose elements are all equal stay a single number, and
 * tensors that only repeat a smaller one along broadcast axes stay small, until an operator needs them in full.
 */
type Traced =
  | { readonly kind: 'uniform'; readonly value: number }
  | { readonly kind: 'literal'; readonly values: TypedArray }
  | { readonly kind: 'constant'; readonly constant: Constant; readonly key: string }
  | { readonly kind: 'node'; readonly name: string; readonly stored: readonly number[] };

export interface EmitOptions {
  readonly attributes?: GraphNode['attributes'];
  readonly domain?: GraphNode['domain'];
  readonly network?: GraphNode['network'] | undefined;
  /** Shape of what the node returns where it is smaller than the logical shape and broadcasts to it. */
  readonly stored?: readonly number[];
}

/** A graph value as an operand of a broadcasting operator. */
export interface Operand {
  readonly name: string;
  readonly stored: readonly number[];
}

/** The type as graphs know it. */
export function graphDType(dtype: DataType): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new LabError('not-traceable', `Tensors of type ${dtype} can't be compiled by the ONNX engine.`);
}

/** A tfjs backend whose kernels record graph nodes instead of computing. */
export class Tracer extends KernelBackend {
  private traced = new WeakMap<DataId, Traced>();
  private builder = new GraphBuilder();
  private currentTarget: Target | undefined;

  /** Starts an empty graph. */
  begin(target: Target): void {
    this.traced = new WeakMap();
    this.builder = new GraphBuilder();
    this.currentTarget = target;
  }

  get graph(): GraphBuilder {
    return this.builder;
  }

  get target(): Target {
    if (!this.currentTarget) throw new LabError('internal', 'No trace is in progress.');
    return this.currentTarget;
  }

  // ---- tensors

  private add(traced: Traced, shape: readonly number[], dtype: DataType): TensorInfo {
    const dataId: DataId = {};
    this.traced.set(dataId, traced);
    return { dataId, shape: [...shape], dtype };
  }

  private of(x: TensorInfo): Traced {
    const traced = this.traced.get(x.dataId);
    if (!traced) {
      throw new LabError(
        'not-traceable',
        'A tensor made before the trace began is used inside it.',
        'Pass it as an input or a constant of the step.',
      );
    }
    return traced;
  }

  /** A graph input. */
  input(name: string, shape: readonly number[], dtype: DType): TensorInfo {
    return this.add({ kind: 'node', name, stored: shape }, shape, dtype);
  }

  constant(key: string, constant: Constant): TensorInfo {
    return this.add({ kind: 'constant', constant, key }, constant.shape, constant.dtype);
  }

  /** A tensor of one repeated value, which is rounded to the type. */
  fill(shape: readonly number[], dtype: DataType, value: number): TensorInfo {
    const [rounded = 0] = typedArray(graphDType(dtype), [dtype === 'bool' ? Number(value !== 0) : value]);
    return this.add({ kind: 'uniform', value: rounded }, shape, dtype);
  }

  /** The common value of all elements, where that is known. */
  uniform(x: TensorInfo): number | undefined {
    const traced = this.of(x);
    return traced.kind === 'uniform' ? traced.value : undefined;
  }

  /** The same values under another shape of the same size; no node where the layout allows it. */
  reshape(x: TensorInfo, shape: readonly number[]): TensorInfo {
    const traced = this.of(x);
    if (traced.kind !== 'node' || util.arraysEqual(x.shape, [...shape])) return this.add(traced, shape, x.dtype);
    return this.emit('Reshape', [this.dense(x), this.builder.int64(shape)], shape, x.dtype);
  }

  alias(x: TensorInfo): TensorInfo {
    return this.add(this.of(x), x.shape, x.dtype);
  }

  /** `x` repeated along broadcast axes up to `shape`, without a node. */
  broadcast(x: TensorInfo, shape: readonly number[]): TensorInfo {
    const traced = this.of(x);
    if (traced.kind === 'uniform') return this.add(traced, shape, x.dtype);
    const { name, stored } = this.operand(x);
    return this.add({ kind: 'node', name, stored }, shape, x.dtype);
  }

  /** The graph value to hand to an operator that broadcasts its operands. */
  operand(x: TensorInfo): Operand {
    const traced = this.of(x);
    if (traced.kind === 'node') return traced;
    if (traced.kind === 'uniform') return { name: this.builder.scalar(traced.value, graphDType(x.dtype)), stored: [] };
    return { name: this.initializer(x, traced), stored: x.shape };
  }

  /** The graph value with all its elements in place. */
  dense(x: TensorInfo): string {
    const { name, stored } = this.operand(x);
    if (util.arraysEqual([...stored], x.shape)) return name;
    const key = `expand:${name}:${x.shape.join()}`;
    return this.builder.once(key, () => this.builder.node('Expand', [name, this.builder.int64(x.shape)])[0]);
  }

  private initializer(x: TensorInfo, traced: Extract<Traced, { kind: 'literal' | 'constant' }>): string {
    const dtype = graphDType(x.dtype);
    if (traced.kind === 'literal') return this.builder.initializer(x.shape, dtype, traced.values);
    const { constant, key } = traced;
    return this.builder.once(`constant:${key}:${x.shape.join()}`, () =>
      this.builder.initializer(x.shape, dtype, constant.file ?? constant.read()),
    );
  }

  /** Records a node with one output. */
  emit(
    op: string,
    inputs: readonly string[],
    shape: readonly number[],
    dtype: DataType,
    { attributes = {}, domain = '', network, stored = shape }: EmitOptions = {},
  ): TensorInfo {
    const [name] = this.builder.node(op, inputs, attributes, { domain, network });
    return this.add({ kind: 'node', name, stored }, shape, dtype);
  }

  /** Records a node with several outputs. */
  emitMany(
    op: string,
    inputs: readonly string[],
    shapes: readonly (readonly number[])[],
    dtype: DataType,
    attributes: GraphNode['attributes'] = {},
  ): TensorInfo[] {
    const names = this.builder.node(op, inputs, attributes, { outputCount: shapes.length });
    return shapes.map((shape, i) => this.add({ kind: 'node', name: names[i] ?? '', stored: shape }, shape, dtype));
  }

  // ---- what tfjs asks of a backend

  override write(values: TypedArray, _shape: number[], dtype: DType): DataId {
    const dataId: DataId = {};
    const first = values[0];
    const equal = first !== undefined && values.every((value) => value === first);
    this.traced.set(
      dataId,
      equal ? { kind: 'uniform', value: first } : { kind: 'literal', values: typedArray(graphDType(dtype), values) },
    );
    return dataId;
  }

  override readSync(): never {
    throw new LabError(
      'not-traceable',
      "The function reads a tensor's value (dataSync, arraySync, print) while it is being traced.",
      'Express the choice with masks and weights inside the tensor function.',
    );
  }

  override read(): never {
    return this.readSync();
  }

  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {
    // Traced values live as long as the trace.
  }

  decRef(): void {
    // Traced values live as long as the trace.
  }

  override disposeData(): boolean {
    return true;
  }

  override dispose(): void {
    // Nothing outside this object is held.
  }
}
