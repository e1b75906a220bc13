import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { bindingFile, tensorflowFolder } from '../tensorflow-package.ts';

const keptOutput = 2000;
const compilers = ['c++', 'g++', 'clang++'];

function packageOf(name: string): string {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (error) {
    throw new LabError('bad-input', `The package ${name} is not installed.`, 'Install the packages: npm ci.', error);
  }
}

/** Runs a program to its end. @returns whether it succeeded, and the end of what it said; undefined where there is none */
function run(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ succeeded: boolean; said: string } | undefined> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-keptOutput)));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    child.once('close', (code) => resolve({ succeeded: code === 0, said }));
  });
}

async function compile(args: readonly string[], signal: AbortSignal): Promise<void> {
  for (const compiler of compilers) {
    const ended = await run(compiler, args, signal);
    if (ended === undefined) continue;
    if (ended.succeeded) return;
    const cause = new Error(ended.said);
    throw new LabError('bad-input', 'The binding of TensorFlow could not be built.', ended.said.trim(), cause);
  }
  throw new LabError(
    'bad-input',
    'Building the binding of TensorFlow needs a C++ compiler.',
    'Install one (Debian: apt install g++) and try again.',
  );
}

/**
 * Builds the binding of @tensorflow/tfjs-node-gpu, whose JavaScript and C++ come with the lab's packages, against the library
 * in `library`, and puts it with a copy of the package into `root`.
 * @returns the folder that was added
 */
export async function buildTensorflowBinding(library: string, root: string, signal: AbortSignal): Promise<string> {
  const source = packageOf('@tensorflow/tfjs-node-gpu');
  const target = tensorflowFolder(root);
  mkdirSync(root, { recursive: true });
  const work = mkdtempSync(path.join(root, '.building-'));
  try {
    cpSync(source, work, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
    const binding = bindingFile(work);
    mkdirSync(path.dirname(binding), { recursive: true });
    await compile(
      [
        ...['-shared', '-fPIC', '-O2', '-std=c++17', '-w', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
        ...[path.join(packageOf('node-api-headers'), 'include'), path.join(library, 'include'), work].map(
          (folder) => `-I${folder}`,
        ),
        ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(work, 'binding', file)),
        ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) => path.join(library, name)),
        `-Wl,-rpath,${library}`,
        ...['-o', binding],
      ],
      signal,
    );
    // The package's dependencies are found from here on, in the lab's own packages: backends must share one tfjs-core.
    const modules = path.join(work, 'node_modules');
    if (!existsSync(modules)) symlinkSync(modulesAbove(source), modules, 'junction');
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The `node_modules` that a package lies in. */
function modulesAbove(folder: string): string {
  return path.basename(folder) === 'node_modules' ? folder : modulesAbove(path.dirname(folder));
}
