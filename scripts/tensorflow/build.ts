import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { environmentFor, findProgram, say, succeeds } from '../setup/shell.mjs';

/** The C interface that the binding uses has not changed for years; this is the release it was tried with. */
const release = '2.21.*';
const napiVersion = 8;

function pipRequirement(hasGpu: boolean): string[] {
  if (hasGpu) return [`tensorflow[and-cuda]==${release}`];
  // Only the library inside the wheel is needed, none of its Python dependencies.
  return ['--no-deps', `${process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow'}==${release}`];
}

function findPython(): string | undefined {
  return process.env['MGTTA_PYTHON'] ?? findProgram('python3') ?? findProgram('python');
}

/** Node's headers where they lie beside this Node or are installed in the system; else node-gyp fetches them. */
function headerOptions(): string[] {
  const prefixes = [path.dirname(path.dirname(process.execPath)), '/usr/local', '/usr'];
  const found = prefixes.find((prefix) => existsSync(path.join(prefix, 'include', 'node', 'node_api.h')));
  return found === undefined ? [] : [`--nodedir=${found}`];
}

function link(target: string, file: string): void {
  rmSync(file, { recursive: true, force: true });
  symlinkSync(target, file);
}

/** Puts the wheel's headers and libraries where the binding's build looks for them. */
function linkLibrary(wheel: string, packageFolder: string): void {
  const libraries = path.join(packageFolder, 'deps', 'lib');
  mkdirSync(libraries, { recursive: true });
  link(path.join(wheel, 'include'), path.join(packageFolder, 'deps', 'include'));
  link(path.join(wheel, 'libtensorflow_cc.so.2'), path.join(libraries, 'libtensorflow.so'));
  link(path.join(wheel, 'libtensorflow_framework.so.2'), path.join(libraries, 'libtensorflow_framework.so'));
}

function compile(packageFolder: string, wheel: string, python: string): boolean {
  const script = path.resolve(packageFolder, '..', '..', 'node-gyp', 'bin', 'node-gyp.js');
  const modulePath = path.join(packageFolder, 'lib', `napi-v${napiVersion}`);
  const variables = [
    `--module_name=tfjs_binding`,
    `--module_path=${modulePath}`,
    `--napi_build_version=${napiVersion}`,
  ];
  const options = ['--directory', packageFolder, `--python=${python}`, '--loglevel=error', ...headerOptions()];
  // Loaded from the wheel itself, the library finds the CUDA packages that pip put beside it.
  const env = { ...environmentFor(process.execPath), LDFLAGS: `-Wl,-rpath,${wheel}` };
  return succeeds(process.execPath, [script, 'rebuild', ...options, ...variables], env);
}

/**
 * Builds the package's binding against the TensorFlow that pip installs, which is current where the package's own
 * library is from 2022. Needs Linux, Python with pip, make and a C++ compiler.
 * @returns whether that worked; if not, the reason has been said
 */
export function buildAgainstPip(folder: string, packageFolder: string, hasGpu: boolean): boolean {
  const python = findPython();
  if (process.platform !== 'linux') {
    say('Building against the TensorFlow of pip is possible on Linux only.');
    return false;
  }
  if (python === undefined || !findProgram('make') || !(findProgram('g++') ?? findProgram('c++'))) {
    say(
      'Building against the TensorFlow of pip needs Python 3 with pip, make and g++ (Debian: python3-pip, build-essential).',
    );
    return false;
  }
  const target = path.join(folder, 'python');
  say(`Fetching TensorFlow ${release.replace('.*', '')} with pip (${hasGpu ? '3 GB with CUDA' : '300 MB'}) …`);
  rmSync(target, { recursive: true, force: true });
  const options = ['--quiet', '--only-binary', ':all:', '--target', target];
  if (!succeeds(python, ['-m', 'pip', 'install', ...options, ...pipRequirement(hasGpu)])) {
    say(`pip could not install it (see above). Is the package index reachable, and is there a wheel for ${python}?`);
    return false;
  }
  const wheel = path.join(target, 'tensorflow');
  say('Building the binding (half a minute) …');
  linkLibrary(wheel, packageFolder);
  if (compile(packageFolder, wheel, python)) return true;
  say('The binding could not be built (see above).');
  return false;
}
