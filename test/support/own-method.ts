import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The text of an own method that works: gradient descent on the entropy. @param change of the text, to break it */
export function ownMethodText(id: string, change: (text: string) => string = (text) => text): string {
  return change(`import { defineMethod, learningRateOption, meanEntropy, predictWith, tf, withGradient, z } from 'mgtta-lab';
import type { BoundStep, Tensor } from 'mgtta-lab';

export default defineMethod({
  id: '${id}',
  name: 'Own ${id}',
  summary: 'Minimises the entropy.',
  doc: 'As **TENT**.',
  options: z.strictObject({ lr: learningRateOption(0.001) }),
  needs: [],
  frozen: false,
  bind: (context, { lr }): BoundStep<{ readonly theta: Tensor }> => ({
    init: () => ({ theta: context.model.theta }),
    step(images, { theta }, constants) {
      const { gradient, result } = withGradient(theta, (parameters) => {
        const { logits } = context.model.forward(images, parameters, constants);
        return { logits, loss: meanEntropy(logits) };
      });
      const moved = tf.sub(theta, tf.mul(gradient, lr));
      return { logits: result.logits, state: { theta: moved }, diagnostics: { loss: result.loss } };
    },
    predict: predictWith(context),
    constants: {},
  }),
});
`);
}

/** Writes a file of an own method. @returns its path */
export function writeOwnMethod(folder: string, id: string, text = ownMethodText(id), language = 'ts'): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${id}.method.${language}`);
  writeFileSync(file, text);
  return file;
}
