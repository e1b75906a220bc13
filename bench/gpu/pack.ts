/*
 * Makes the folder that run.sh takes to a GPU machine, and an archive of it:
 * node bench/gpu/pack.ts [OUT=bench/gpu/packed]
 * Node as it runs here, ONNX Runtime for this platform, and the benchmark with all other packages in a few files. Weights are
 * generated there. The archive, OUT.tar.xz, has to stay below 60 MB.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';

const root = path.join(import.meta.dirname, '..', '..');
const out = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, 'packed'));
const mostBytes = 60e6;
const packages = ['onnxruntime-node', 'onnxruntime-common'];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
type Output = NonNullable<NonNullable<NonNullable<InlineConfig['build']>['rolldownOptions']>['output']>;

/** Bundles files with everything that they import but the packages with native libraries. */
async function bundle(input: Readonly<Record<string, string>>, outDir: string, output: Output): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: packages },
    build: { ssr: true, target: 'node22', emptyOutDir: true, outDir, rolldownOptions: { input: { ...input }, output } },
  });
}

await bundle(
  {
    main: path.join(import.meta.dirname, 'main.ts'),
    'bench-process': path.join(root, 'src-main', 'bench', 'bench-process.ts'),
  },
  path.join(out, 'out'),
  { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
);

/** TensorFlow.js is required by name when it is first used, as one package that gives its core. */
async function packTensorflow(): Promise<void> {
  const folder = path.join(out, 'node_modules', '@tensorflow');
  await bundle({ 'tfjs-core/index': path.join(import.meta.dirname, 'tfjs.ts') }, folder, {
    format: 'cjs',
    entryFileNames: '[name].js',
    codeSplitting: false,
  });
  for (const name of ['tfjs', 'tfjs-core']) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  }
  writeFileSync(path.join(folder, 'tfjs', 'index.js'), "require('@tensorflow/tfjs-core');\n");
}
await packTensorflow();
const version = JSON.stringify({ name: 'mgtta-lab-gpu', version: '0.0.0', type: 'module', private: true });
writeFileSync(path.join(out, 'package.json'), version);
cpSync(process.execPath, path.join(out, 'node'));
/** Libraries of other systems are not needed there. */
const isHere = (file: string): boolean => {
  const [, , , system, machine] = path.relative(path.join(root, 'node_modules'), file).split(path.sep);
  const isBinary = file.includes(`${path.sep}bin${path.sep}napi-`);
  return (
    !file.endsWith('.map') &&
    (!isBinary || ((system ?? process.platform) === process.platform && (machine ?? process.arch) === process.arch))
  );
};
for (const name of packages) {
  const from = path.join(root, 'node_modules', name);
  cpSync(from, path.join(out, 'node_modules', name), { recursive: true, filter: isHere });
}
cpSync(path.join(root, 'bench', 'peers'), path.join(out, 'bench', 'peers'), {
  recursive: true,
  filter: (file) => statSync(file).isDirectory() || file.endsWith('.py'),
});
cpSync(path.join(import.meta.dirname, 'run.sh'), path.join(out, 'run.sh'));
const archive = `${out}.tar.xz`;
execFileSync('tar', ['-cJf', archive, '-C', out, ...readdirSync(out)], {
  env: { ...process.env, XZ_OPT: process.env['XZ_OPT'] ?? '-2 -T0' },
});
const bytes = statSync(archive).size;
console.log(`${archive}: ${(bytes / 1e6).toFixed(1)} MB`);
if (bytes > mostBytes) throw new Error(`That is more than ${mostBytes / 1e6} MB.`);
