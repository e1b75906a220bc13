// npm run setup:tensorflow -- [--from download|pip] [--force]: installs the optional TensorFlow engine.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tensorflowFolder } from '../src-main/engines/tensorflow-package.ts';
import { say, SetupError } from './setup/shell.mjs';
import { buildAgainstPip } from './tensorflow/build.ts';
import { downloadLibrary } from './tensorflow/download.ts';
import { installPackage } from './tensorflow/package.ts';

const sources = ['download', 'pip'] as const;
type Source = (typeof sources)[number];

function isSource(value: string): value is Source {
  return (sources as readonly string[]).includes(value);
}

function hasNvidiaGpu(): boolean {
  return spawnSync('nvidia-smi', ['-L'], { stdio: 'ignore' }).status === 0;
}

/** The package's own library is preferred, but for GPUs: it stops at CUDA 11.2, which no current GPU supports. */
function sourcesToTry(asked: string | undefined, hasGpu: boolean): readonly Source[] {
  if (asked === undefined) return hasGpu ? ['pip', 'download'] : ['download', 'pip'];
  if (isSource(asked)) return [asked];
  throw new SetupError(`--from must be one of ${sources.join(', ')}, not '${asked}'.`);
}

/** What the engine says of itself in a process of its own, or undefined if it doesn't work. */
function describeEngine(folder: string, verbose: boolean): string | undefined {
  const env = { ...process.env, MGTTA_TENSORFLOW: folder };
  const script = path.join(import.meta.dirname, 'tensorflow', 'check.ts');
  const options = ['--disable-warning=ExperimentalWarning', script];
  const check = spawnSync(process.execPath, options, { env, encoding: 'utf8' });
  if (verbose && check.status !== 0) process.stderr.write(check.stderr);
  if (check.status !== 0) return undefined;
  const { device, version } = JSON.parse(check.stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, string>;
  return `${version ?? ''} on ${device ?? ''}`;
}

async function provide(source: Source, folder: string, packageFolder: string, hasGpu: boolean): Promise<boolean> {
  return source === 'download'
    ? downloadLibrary(packageFolder, hasGpu)
    : buildAgainstPip(folder, packageFolder, hasGpu);
}

async function setUp(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: 'string' }, force: { type: 'boolean', default: false } } });
  const folder = tensorflowFolder();
  const hasGpu = hasNvidiaGpu();
  const order = sourcesToTry(values.from, hasGpu);
  const present = values.force ? undefined : describeEngine(folder, false);
  if (present !== undefined) {
    say(`The tensorflow engine is there already: ${present}. (--force installs it again.)`);
    return;
  }
  say(`Installing the tensorflow engine into ${folder} …`);
  const packageFolder = installPackage(folder);
  for (const source of order) {
    if (!(await provide(source, folder, packageFolder, hasGpu))) continue;
    const description = describeEngine(folder, true);
    if (description !== undefined) {
      say(`The tensorflow engine works: ${description}.`);
      return;
    }
    say('It was installed, but does not work (see above).');
  }
  throw new SetupError('The tensorflow engine could not be installed. The lab works without it.');
}

try {
  await setUp();
} catch (error) {
  const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof SetupError) && !usage) throw error;
  say(error.message);
  process.exitCode = 1;
}
