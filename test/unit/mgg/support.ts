import { afterAll, beforeAll } from 'vitest';
import type { Engine, HostTensor, Named, TensorFunction } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { cpuEngine } from '../../support/fakes.ts';

let engines: Engine[] = [];
beforeAll(async () => {
  engines = [await openOnnxEngine('cpu', { threads: 1 }), await cpuEngine()];
});
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

/** Runs a function on the tracing engine and on TensorFlow.js' plain backend, and checks what each gives. */
export async function onEachEngine(
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  check: (outputs: Named<HostTensor>) => void,
): Promise<void> {
  for (const engine of engines) {
    const step = await engine.compile(fn, { label: 'test function', inputs, constants: {} });
    check(await step.run(inputs));
    await step.dispose();
  }
}
