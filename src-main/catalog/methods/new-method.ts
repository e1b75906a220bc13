import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { ensureFolder } from '../../platform/data-folder.ts';
import { packageRoot } from '../../platform/package-root.ts';
import { checkId } from './own-files.ts';

/** A method that works, to be changed: TENT without momentum. */
const template = (id: string): string => `import {
  defineMethod,
  learningRateOption,
  meanEntropy,
  predictWith,
  tf,
  withGradient,
  z,
  type BoundStep,
  type Tensor,
} from 'mgtta-lab';

// What can be set. From this the lab makes the form, --opt, checks and records; more kinds: integerOption, numberOption,
// choiceOption, booleanOption.
const options = z.strictObject({
  lr: learningRateOption(0.001),
});

// All that the method remembers from batch to batch: tensors by name. Resetting, resuming and storing need no code.
interface State {
  readonly theta: Tensor;
}

export default defineMethod({
  // The same as the name of the file.
  id: '${id}',
  // As tables and forms call it.
  name: '${id}',
  summary: 'Minimises the entropy of the predictions by gradient descent.',
  // Its page, in Markdown: the idea, the equations, where it comes from.
  doc: '',
  options,
  // What the lab has to provide: 'statistics' of source images, a generator ('mgg'), batches of two or more
  // ('batch-statistics').
  needs: [],
  // True for a method that never changes its state.
  frozen: false,
  bind: (context, { lr }): BoundStep<State> => ({
    // The state at the start of a stream: the norm parameters θ of the source model.
    init: () => ({ theta: context.model.theta }),

    // Predicts with the state, then adapts it. A pure function of tensors, which the lab traces once and compiles: no
    // reading of values, no random numbers, no if on what a tensor holds (weigh with masks instead).
    step(images, { theta }, constants) {
      const { gradient, result } = withGradient(theta, (parameters) => {
        const { logits } = context.model.forward(images, parameters, constants);
        return { logits, loss: meanEntropy(logits) };
      });
      return {
        logits: result.logits,
        state: { theta: tf.sub(theta, tf.mul(gradient, lr)) },
        // Scalars that become curves.
        diagnostics: { loss: result.loss },
      };
    },

    // Predicts and changes nothing: after the budget of a run is spent.
    predict: predictWith(context),
    constants: {},
  }),
});
`;

/** Where editors find the types of 'mgtta-lab'; undefined where the lab was installed without them. */
function typesFile(): string | undefined {
  const places = ['src-main/methods/own/lab.ts', 'out/types/src-main/methods/own/lab.d.ts'];
  return places.map((place) => path.join(packageRoot(), place)).find((file) => existsSync(file));
}

const editorSettings = (types: string): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        ...{ target: 'es2024', module: 'esnext', moduleResolution: 'bundler', noEmit: true },
        ...{ strict: true, erasableSyntaxOnly: true, allowImportingTsExtensions: true, skipLibCheck: true },
        paths: { 'mgtta-lab': [types] },
      },
      include: ['*.method.ts'],
    },
    null,
    2,
  )}\\n`;

/**
 * Writes a commented method to begin with, and settings by which editors know the lab's types where the folder has none.
 * @returns the file
 * @throws LabError `bad-input` for an id that can't be used or is taken
 */
export async function newMethod(folder: string, id: string): Promise<string> {
  const { methods } = await import('../../methods/method-registry.ts');
  checkId(id, new Set(Object.keys(methods)));
  ensureFolder(folder);
  const file = path.join(folder, `${id}.method.ts`);
  const types = typesFile();
  try {
    if (existsSync(path.join(folder, `${id}.method.mjs`))) throw Object.assign(new Error(), { code: 'EEXIST' });
    writeFileSync(file, template(id), { flag: 'wx' });
    const settings = path.join(folder, 'tsconfig.json');
    if (types !== undefined && !existsSync(settings)) writeFileSync(settings, editorSettings(types));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toLabError(error);
    throw new LabError('bad-input', `There is a method ${id} in ${folder} already.`, 'Choose another id.');
  }
  return file;
}
