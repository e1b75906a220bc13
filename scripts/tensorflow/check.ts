// Prints what the tensorflow engine runs on, as JSON, after a first computation with a gradient; fails if it can't.
import { float32 } from '../../src-main/engines/engine.ts';
import { openTensorflowEngine } from '../../src-main/engines/tensorflow.ts';
import { tf } from '../../src-main/engines/tfjs.ts';
import { toLabError } from '../../src-shared/errors.ts';

try {
  const engine = await openTensorflowEngine(0);
  const x = float32(Float32Array.of(1, 2, 3, 4), [2, 2]);
  const square = (t: typeof tf.Tensor.prototype): typeof tf.Tensor.prototype => tf.sum(tf.matMul(t, t));
  const step = await engine.compile(({ x }) => ({ gradient: tf.grad(square)(x) }), {
    label: 'check',
    inputs: { x },
    constants: {},
  });
  const { gradient } = await step.run({ x });
  // d/dX sum(X·X) = 1·Xᵀ + Xᵀ·1
  if (gradient.data.join() !== '7,11,9,13') throw new Error(`wrong gradient: ${gradient.data.join()}`);
  console.log(JSON.stringify(engine.description));
} catch (error) {
  console.error(toLabError(error).message);
  process.exitCode = 1;
}
