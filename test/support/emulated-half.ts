import { dataTypes, float16 } from '../../src-main/engines/onnx/encode.ts';
import type { Graph, GraphNode, Initializer } from '../../src-main/engines/onnx/graph.ts';

/** A float32 times this, less what that is above the float32, has the eleven digits of a half (Veltkamp's splitting). */
const splitter = 2 ** 13 + 1;
const splitterName = '%splitter';

function rounded([x = '']: readonly string[], [y = '']: readonly string[]): GraphNode[] {
  const node = (op: string, inputs: string[], output: string): GraphNode => ({
    ...{ op, domain: '', inputs, outputs: [output], attributes: {} },
  });
  const [large, rest] = [`${y}:large`, `${y}:rest`];
  return [node('Mul', [x, splitterName], large), node('Sub', [large, x], rest), node('Sub', [large, rest], y)];
}

/**
 * A graph with products in half precision as one in float32 whose operands and results have the digits of halves, for devices
 * without them. ONNX Runtime on the CPU would leave conversions there and back out.
 */
export function emulated(graph: Graph): Graph {
  const content = Float32Array.of(splitter);
  const added: Initializer = { name: splitterName, shape: [], dtype: 'float32', content };
  const isHalf = new Set<string>();
  const nodes = graph.nodes.flatMap((node) => {
    const { op, inputs, outputs, attributes, network } = node;
    const becomesHalf = op === 'Cast' && attributes['to'] === float16;
    const endsHalf = op === 'Cast' && attributes['to'] === dataTypes.float32 && isHalf.has(inputs[0] ?? '');
    if (network || becomesHalf) for (const name of outputs) isHalf.add(name);
    return becomesHalf || endsHalf ? rounded(inputs, outputs) : [node];
  });
  return { ...graph, nodes, initializers: [...graph.initializers, added] };
}
