import { dataTypes, float16 } from './encode.ts';
import type { Graph, GraphNode, Initializer } from './graph.ts';

/** An operand in half precision, and its divisor, if any. */
interface HalfOperand {
  readonly name: string;
  readonly scale?: string;
}

/** Gradients that vanish altogether are not divided by zero. */
const smallest = 2 ** -100;

/** Writes a graph anew, node by node. */
class Writer {
  readonly nodes: GraphNode[] = [];
  readonly added: Initializer[] = [];
  private readonly constants: ReadonlySet<string>;
  private readonly operands = new Map<string, HalfOperand>();
  private names = 0;

  constructor({ initializers }: Graph) {
    this.constants = new Set(initializers.map(({ name }) => name));
  }

  private emit(
    op: string,
    inputs: readonly string[],
    attributes: GraphNode['attributes'] = {},
    output?: string,
  ): string {
    const name = output ?? `%h${this.names++}`;
    this.nodes.push({ op, domain: '', inputs, outputs: [name], attributes });
    return name;
  }

  private floor(): string {
    const name = '%smallest';
    if (this.added.length === 0) {
      this.added.push({ name, shape: [], dtype: 'float32', content: Float32Array.of(smallest) });
    }
    return name;
  }

  private toHalf(name: string): string {
    return this.emit('Cast', [name], { to: float16 });
  }

  /** Gradients are divided by their largest value first: they may be too small for the exponents of half precision. */
  private scaled(name: string): HalfOperand {
    const largest = this.emit('ReduceMax', [this.emit('Abs', [name])], { keepdims: 0 });
    const scale = this.emit('Max', [largest, this.floor()]);
    return { name: this.toHalf(this.emit('Div', [name, scale])), scale };
  }

  private operand(name: string, isGradient: boolean): HalfOperand {
    const scales = isGradient && !this.constants.has(name);
    const key = `${scales}:${name}`;
    const known = this.operands.get(key);
    if (known) return known;
    const made = scales ? this.scaled(name) : { name: this.toHalf(name) };
    this.operands.set(key, made);
    return made;
  }

  /** A product of halves, its result in float32 under the name that it had. */
  product(node: GraphNode): void {
    const [result = ''] = node.outputs;
    const operands = node.inputs.map((name) => this.operand(name, node.network === 'gradient'));
    const half = `${result}:half`;
    this.nodes.push({ ...node, inputs: operands.map(({ name }) => name), outputs: [half] });
    const scales = operands.flatMap(({ scale }) => scale ?? []);
    const [first, second] = scales;
    const toFloat = { to: dataTypes.float32 };
    if (first === undefined) this.emit('Cast', [half], toFloat, result);
    else {
      const factor = second === undefined ? first : this.emit('Mul', [first, second]);
      this.emit('Mul', [this.emit('Cast', [half], toFloat), factor], {}, result);
    }
  }
}

/**
 * The graph with the products of the network, forward and backward, in half precision. All else stays in float32, and so do
 * weights and θ as they are given: weights that never change are rounded once, by the runtime when it opens the graph.
 */
export function inHalfPrecision(graph: Graph): Graph {
  const writer = new Writer(graph);
  for (const node of graph.nodes) {
    if (node.network) writer.product(node);
    else writer.nodes.push(node);
  }
  return { ...graph, nodes: writer.nodes, initializers: [...graph.initializers, ...writer.added] };
}
