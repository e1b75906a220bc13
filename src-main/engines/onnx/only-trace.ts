import { LabError } from '../../../src-shared/errors.ts';
import type { Engine, FlatEngine } from '../engine.ts';
import { overTrees } from '../over-trees.ts';
import { targets } from './target.ts';
import { trace } from './trace.ts';

/** An engine that only finds out whether functions can be compiled; nothing can be computed with what it makes. */
export function openTracing(): Engine {
  const engine: FlatEngine = {
    description: { id: 'onnx-cpu', device: 'none', version: 'trace', threads: 0 },
    keepsState: false,
    compile(fn, signature) {
      trace(fn, signature, targets.cpu);
      return Promise.resolve({
        run: () => Promise.reject(new LabError('internal', `${signature.label} was only traced.`)),
        dispose: () => Promise.resolve(),
      });
    },
    memory: () => ({ constantBytes: 0, steps: 0 }),
    dispose: () => Promise.resolve(),
  };
  return overTrees(engine);
}
