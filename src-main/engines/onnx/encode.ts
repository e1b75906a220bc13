import { create, toBinary } from '@bufbuild/protobuf';
import { basename } from 'node:path';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './proto/onnx_pb.js';
import type { AttributeValue, Graph, GraphDType, GraphNode, GraphValue, Initializer } from './graph.ts';

/** IR version 10 and opset 20 are the newest that carry every operator used here on all providers. */
const irVersion = 10n;
const opsets = [
  { domain: '', version: 20n },
  { domain: 'com.microsoft', version: 1n },
];

export const dataTypes: Record<GraphDType, DataType> = {
  float32: DataType.FLOAT,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
};

/** The type of halves, which graphs have within alone. */
export const float16 = DataType.FLOAT16;

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if (typeof value === 'object' && 'text' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: Buffer.from(value.text) });
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function node({ op, domain, inputs, outputs, attributes }: GraphNode): NodeProto {
  return create(NodeProtoSchema, {
    opType: op,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

function initializer({ name, shape, dtype, content }: Initializer): TensorProto {
  const common = { name, dims: shape.map(BigInt), dataType: dataTypes[dtype] };
  if ('path' in content) {
    return create(TensorProtoSchema, {
      ...common,
      dataLocation: DataLocation.EXTERNAL,
      externalData: [
        { key: 'location', value: basename(content.path) },
        { key: 'offset', value: String(content.byteOffset) },
        { key: 'length', value: String(content.byteLength) },
      ],
    });
  }
  return create(TensorProtoSchema, {
    ...common,
    rawData: new Uint8Array(content.buffer, content.byteOffset, content.byteLength),
  });
}

function valueInfo({ name, shape, dtype }: GraphValue): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: dataTypes[dtype],
          shape: { dim: shape.map((extent) => ({ value: { case: 'dimValue' as const, value: BigInt(extent) } })) },
        },
      },
    },
  });
}

/**
 * The graph as a serialised ONNX `ModelProto`. File-backed initializers are referred to by file name only.
 *
 * ONNX Runtime doesn't run nodes in the order in which they are written: it goes back from each output depth first, and of what a
 * node needs computes first what was written last. Written backwards, nodes run about as they were recorded: what the
 * gradient computes again is computed when it is due, and not before all layers behind it.
 */
export function encodeModel(graph: Graph): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion,
      producerName: 'mgtta-lab',
      opsetImport: opsets,
      graph: {
        name: graph.label,
        node: graph.nodes.toReversed().map(node),
        initializer: graph.initializers.map(initializer),
        input: graph.inputs.map(valueInfo),
        output: graph.outputs.map(valueInfo),
      },
    }),
  );
}
