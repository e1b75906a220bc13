import type { Engine, HostTensor, Named, TensorFunction } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { cpuEngine } from '../../support/fakes.ts';

/** Opened by the first test of a process that asks, for all of them. */
let engines: Promise<Engine[]> | undefined;
const open = (): Promise<Engine[]> => Promise.all([openOnnxEngine('cpu', { threads: 1 }), cpuEngine()]);

/** Runs a function on the tracing engine and on TensorFlow.js' plain backend, and checks what each gives. */
export async function onEachEngine(
  fn: TensorFunction,
  inputs: Named<HostTensor>,
  check: (outputs: Named<HostTensor>) => void,
): Promise<void> {
  engines ??= open();
  for (const engine of await engines) {
    const step = await engine.compile(fn, { label: 'test function', inputs, constants: {} });
    check(await step.run(inputs));
    await step.dispose();
  }
}
