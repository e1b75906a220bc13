import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { constant, float32 } from '../../../../src-main/engines/engine.ts';
import type { Constant, HostTensor, Named, TensorFunction } from '../../../../src-main/engines/engine.ts';
import { probeOnnx } from '../../../../src-main/engines/onnx/engine.ts';
import { tf } from '../../../../src-main/engines/tfjs.ts';
import { int32, onnxEngine, openEngines, single, values } from './support.ts';

openEngines();

const folder = mkdtempSync(join(tmpdir(), 'onnx-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The values as an engine finds them in a file behind `offset` other bytes. */
function inFile(name: string, tensor: ReturnType<typeof values>, offset: number): Constant {
  const path = join(folder, name);
  const bytes = Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  writeFileSync(path, Buffer.concat([Buffer.alloc(offset, 0xff), bytes, Buffer.alloc(5, 0xff)]));
  return { ...constant(tensor), file: { path, byteOffset: offset, byteLength: bytes.length } };
}

const product: TensorFunction = ({ x }, { w }) => ({ y: tf.matMul(x!, w!) });

describe('the ONNX engine', () => {
  it.each([0, 8, 13, 4096])('maps weights that begin at byte %d of a file', async (offset) => {
    const [x, w] = [values([4, 64]), values([64, 32], { seed: 2 })];
    const results = [];
    for (const weight of [constant(w), inFile(`weights ${offset}.bin`, w, offset)]) {
      const step = await onnxEngine().compile(product, { label: 'product', inputs: { x }, constants: { w: weight } });
      results.push((await step.run({ x }))['y']!.data);
      await step.dispose();
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('refuses weights from files in several folders', async () => {
    const w = values([2, 2]);
    const [a, b] = [inFile('a.bin', w, 0), inFile('b.bin', w, 0)];
    const elsewhere = { ...b, file: { ...b.file!, path: '/elsewhere/b.bin' } };
    const f: TensorFunction = (_inputs, constants) => ({ y: tf.add(constants['a']!, constants['b']!) });
    const compiled = onnxEngine().compile(f, { label: 'sum', inputs: {}, constants: { a, b: elsewhere } });
    await expect(compiled).rejects.toMatchObject({ message: expect.stringContaining('several folders') as string });
  });

  it('says which weights are missing when their file is gone', async () => {
    const gone = inFile('gone.bin', values([64, 32]), 0);
    rmSync(gone.file!.path);
    const x = values([4, 64]);
    const compiled = onnxEngine().compile(product, { label: 'product', inputs: { x }, constants: { w: gone } });
    await expect(compiled).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('gone.bin') as string,
    });
  });

  it('runs a step again and again and leaves its inputs and earlier results alone', async () => {
    const x = values([8]);
    const step = await onnxEngine().compile(
      single(({ x: y }) => tf.mul(y!, 2)),
      { label: 'double', inputs: { x }, constants: {} },
    );
    const before = x.data.slice();
    const first = (await step.run({ x }))['y']!;
    const copy = first.data.slice();
    const second = (await step.run({ x: float32(first.data as Float32Array) }))['y']!;
    expect(x.data).toEqual(before);
    expect(first.data).toEqual(copy);
    expect(second.data).toEqual((before as Float32Array).map((value) => 4 * value));
    await step.dispose();
  });

  it('takes inputs that the function does not use', async () => {
    const [x, unused] = [values([3]), int32([1, 2])];
    const step = await onnxEngine().compile(
      single(({ x: y }) => tf.neg(y!)),
      { label: 'negation', inputs: { x, unused }, constants: {} },
    );
    expect((await step.run({ x, unused }))['y']!.data).toEqual((x.data as Float32Array).map((value) => -value));
    await step.dispose();
  });

  it('checks the tensors given to a step', async () => {
    const x = values([3]);
    const inputs: Named<HostTensor> = { x };
    const step = await onnxEngine().compile(
      single(({ x: y }) => tf.neg(y!)),
      { label: 'negation', inputs, constants: {} },
    );
    await expect(step.run({})).rejects.toMatchObject({ code: 'bad-input' });
    await expect(step.run({ x: values([4]) })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('[4]') as string,
    });
    await step.dispose();
  });

  it('says what failed when an operator refuses its values', async () => {
    const step = await onnxEngine().compile(
      single(({ x, i }) => tf.gather(x!, i!)),
      { label: 'lookup', inputs: { x: values([3]), i: int32([0]) }, constants: {} },
    );
    await expect(step.run({ x: values([3]), i: int32([7]) })).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('lookup') as string,
    });
    await step.dispose();
  });

  it('counts its live steps and their weights', async () => {
    const engine = onnxEngine();
    const w = values([64, 32]);
    const x = values([4, 64]);
    expect(engine.memory()).toEqual({ constantBytes: 0, steps: 0 });
    const step = await engine.compile(product, { label: 'product', inputs: { x }, constants: { w: constant(w) } });
    expect(engine.memory()).toEqual({ constantBytes: w.data.byteLength, steps: 1 });
    await step.dispose();
    expect(engine.memory()).toEqual({ constantBytes: 0, steps: 0 });
  });

  it('says what a device needs that is not there', async () => {
    expect(await probeOnnx('cpu')).not.toBe('');
    expect(onnxEngine().description).toMatchObject({ id: 'onnx-cpu', threads: 1 });
    try {
      await probeOnnx('cuda');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'engine-unavailable',
        hint: expect.stringContaining('lab engines setup cuda') as string,
      });
    }
  });
});
