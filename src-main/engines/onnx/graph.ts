import type { NetworkPart } from '../network-product.ts';
import type { DType, FileRange, TensorSpec, TypedArray } from '../engine.ts';

/** Types that occur in a graph: those of tensor functions, and int64 for shapes and axes. */
export type GraphDType = DType | 'int64';

export type AttributeValue = number | readonly number[] | { readonly float: number } | { readonly text: string };

export interface GraphNode {
  readonly op: string;
  /** Empty for the standard operators. */
  readonly domain: '' | 'com.microsoft';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Set for products of the network, which can be computed in half precision. */
  readonly network?: NetworkPart;
}

export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: GraphDType;
  /** Values in memory, or a range of a file that the runtime maps. */
  readonly content: TypedArray | BigInt64Array | FileRange;
}

export interface GraphValue extends TensorSpec {
  readonly name: string;
}

/** A traced tensor function: plain data, ready to be encoded as an ONNX model. */
export interface Graph {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** Collects nodes and initializers under fresh names while a function is traced. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly initializers: Initializer[] = [];
  private names = 0;
  private readonly shared = new Map<string, string>();

  /** Begins with a mark that keeps it apart from the names of inputs. */
  private freshName(prefix: string): string {
    return `%${prefix}${this.names++}`;
  }

  /** Appends a node with `outputCount` outputs and returns their names. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: GraphNode['attributes'] = {},
    {
      domain = '',
      outputCount = 1,
      network,
    }: { domain?: GraphNode['domain']; outputCount?: number; network?: NetworkPart | undefined } = {},
  ): [string, ...string[]] {
    const first = this.freshName('t');
    const rest = Array.from({ length: outputCount - 1 }, () => this.freshName('t'));
    this.nodes.push({ op, domain, inputs, outputs: [first, ...rest], attributes, ...(network && { network }) });
    return [first, ...rest];
  }

  initializer(shape: readonly number[], dtype: GraphDType, content: Initializer['content']): string {
    const name = this.freshName('c');
    this.initializers.push({ name, shape, dtype, content });
    return name;
  }

  /** A one-dimensional int64 tensor (shape, axes, paddings); equal ones are stored once. */
  int64(values: readonly number[]): string {
    return this.once(`int64:${values.join()}`, () =>
      this.initializer([values.length], 'int64', BigInt64Array.from(values, BigInt)),
    );
  }

  scalar(value: number, dtype: DType): string {
    const key = Object.is(value, -0) ? '-0' : String(value);
    return this.once(`${dtype}:${key}`, () => this.initializer([], dtype, typedArray(dtype, [value])));
  }

  /** Returns the name made by `make` the first time `key` was asked for. */
  once(key: string, make: () => string): string {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.shared.set(key, name);
    return name;
  }
}

export function typedArray(dtype: DType, values: ArrayLike<number>): TypedArray {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'bool':
      return Uint8Array.from(values);
  }
}
