import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { ensureFolder } from '../../platform/data-folder.ts';
import { packageRoot } from '../../platform/package-root.ts';
import type { OwnKind } from '../../own/own-source.ts';
import { builtInIds, checkId } from './own-files.ts';

/** Template of a method: TENT without momentum. */
const methodTemplate = (id: string): string => `import {
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

// The options. The lab derives the form, --opt, checks and records from them; more kinds: integerOption, numberOption,
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

/** Template of a corruption: dead pixels. */
const corruptionTemplate = (id: string): string => `import { defineCorruption } from 'mgtta-lab/corruption';

export default defineCorruption({
  // The same as the name of the file.
  id: '${id}',
  // As tables and forms call it.
  name: '${id}',
  summary: 'Turns some pixels black.',
  // Its page, in Markdown: what it stands for, where it comes from.
  doc: '',
  // What each severity means, the weakest first; at most five. An entry may be an object with several numbers, too.
  strengths: [0.02, 0.05, 0.1, 0.18, 0.3],

  // A corrupted copy of an image of the same size: data has height × width × 3 bytes, row by row, red-green-blue. All that is
  // random comes from random (unit, uniform, integer, normal, poisson), so that the same image always comes out alike.
  corrupt({ width, height, data }, share, random) {
    const corrupted = data.slice();
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (random.unit() < share) corrupted.fill(0, 3 * pixel, 3 * pixel + 3);
    }
    return { width, height, data: corrupted };
  },
});
`;

/** Modules that own files import, and the files that declare them. */
const labModules = {
  'mgtta-lab': 'src-main/methods/own/lab',
  'mgtta-lab/corruption': 'src-main/data/corruptions/own/lab',
};

/** Where editors find the types of what own files import; none where the lab was installed without them. */
function typePaths(): Record<string, readonly string[]> {
  const found = Object.entries(labModules).map(([name, module]) => {
    const places = [`${module}.ts`, `out/types/${module}.d.ts`].map((place) => path.join(packageRoot(), place));
    return [name, places.filter((file) => existsSync(file)).slice(0, 1)] as const;
  });
  return Object.fromEntries(found.filter(([, files]) => files.length > 0));
}

const editorSettings = (paths: Record<string, readonly string[]>): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        ...{ target: 'es2024', module: 'esnext', moduleResolution: 'bundler', noEmit: true },
        ...{ strict: true, erasableSyntaxOnly: true, allowImportingTsExtensions: true, skipLibCheck: true },
        paths,
      },
      include: ['*.method.ts', '*.corruption.ts'],
    },
    null,
    2,
  )}\n`;

/**
 * Writes a commented method or corruption to begin with, and settings by which editors know the lab's types where the folder has
 * none.
 * @returns the file
 * @throws LabError `bad-input` for an id that can't be used or is taken
 */
export async function newOwn(kind: OwnKind, folder: string, id: string): Promise<string> {
  checkId(kind, id, await builtInIds(kind));
  ensureFolder(folder);
  const file = path.join(folder, `${id}.${kind}.ts`);
  const paths = typePaths();
  try {
    if (existsSync(path.join(folder, `${id}.${kind}.mjs`))) throw Object.assign(new Error(), { code: 'EEXIST' });
    writeFileSync(file, kind === 'method' ? methodTemplate(id) : corruptionTemplate(id), { flag: 'wx' });
    const settings = path.join(folder, 'tsconfig.json');
    if (Object.keys(paths).length > 0 && !existsSync(settings)) writeFileSync(settings, editorSettings(paths));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toLabError(error);
    throw new LabError('bad-input', `There is a ${kind} ${id} in ${folder} already.`, 'Choose another id.');
  }
  return file;
}
