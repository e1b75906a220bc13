import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../../src-main/engines/onnx/encode.ts';
import { ModelProtoSchema } from '../../../../src-main/engines/onnx/proto/onnx_pb.js';

const model = fromBinary(
  ModelProtoSchema,
  encodeModel({
    label: 'a step',
    nodes: [
      { op: 'Add', domain: '', inputs: ['x', 'w'], outputs: ['y'], attributes: {} },
      {
        op: 'Pad',
        domain: 'com.microsoft',
        inputs: ['y'],
        outputs: ['z'],
        attributes: { axis: 1, perm: [0, 2], eps: { float: 0.5 } },
      },
    ],
    initializers: [
      { name: 'w', shape: [2], dtype: 'float32', content: new Float32Array([0, 1, 2, 3]).subarray(1, 3) },
      {
        name: 'far',
        shape: [3],
        dtype: 'float32',
        content: { path: '/home/me/model.safetensors', byteOffset: 24, byteLength: 12 },
      },
      { name: 'axes', shape: [1], dtype: 'int64', content: BigInt64Array.of(-1n) },
    ],
    inputs: [{ name: 'x', shape: [4, 2], dtype: 'int32' }],
    outputs: [{ name: 'z', shape: [], dtype: 'bool' }],
  }),
);

describe('encodeModel', () => {
  it('writes nodes backwards, with their attributes', () => {
    const [pad, add] = model.graph!.node;
    expect(add).toMatchObject({ opType: 'Add', domain: '', input: ['x', 'w'], output: ['y'] });
    expect(pad?.domain).toBe('com.microsoft');
    expect(pad?.attribute.map(({ name, i, f, ints }) => [name, i, f, ints])).toEqual([
      ['axis', 1n, 0, []],
      ['perm', 0n, 0, [0n, 2n]],
      ['eps', 0n, 0.5, []],
    ]);
  });

  it('writes the values of weights in memory and the place of those in a file', () => {
    const [inMemory, inFile, axes] = model.graph!.initializer;
    expect(new Float32Array(inMemory!.rawData.slice().buffer)).toEqual(Float32Array.of(1, 2));
    expect(inFile!.rawData).toHaveLength(0);
    expect(inFile!.externalData.map(({ key, value }) => [key, value])).toEqual([
      ['location', 'model.safetensors'],
      ['offset', '24'],
      ['length', '12'],
    ]);
    expect(new BigInt64Array(axes!.rawData.slice().buffer)).toEqual(BigInt64Array.of(-1n));
  });

  it('declares inputs and outputs', () => {
    const shapes = [...model.graph!.input, ...model.graph!.output].map(({ name, type }) => {
      if (type?.value.case !== 'tensorType') throw new Error('no tensor');
      return [name, type.value.value.elemType, type.value.value.shape?.dim.map(({ value }) => value.value)];
    });
    expect(shapes).toEqual([
      ['x', 6, [4n, 2n]],
      ['z', 9, []],
    ]);
  });
});
