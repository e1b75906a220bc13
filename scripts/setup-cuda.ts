// npm run setup:cuda: fetches ONNX Runtime's CUDA provider, which is too large for the npm package.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasCudaLibrary } from '../src-main/engines/onnx/cuda-library.ts';
import { isReachable } from './setup/reach.ts';
import { environmentFor, say, SetupError } from './setup/shell.mjs';

const host = 'https://api.nuget.org/v3/index.json';

/** Runs the package's own install script, which unpacks the libraries beside those of the package. */
function runInstallScript(): boolean {
  const packageFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const script = path.join(packageFolder, 'script', 'install.js');
  const env = { ...environmentFor(process.execPath), ONNXRUNTIME_NODE_INSTALL: 'cuda12' };
  const { status } = spawnSync(process.execPath, [script], { cwd: packageFolder, env, stdio: ['ignore', 2, 2] });
  return status === 0;
}

async function setUp(): Promise<void> {
  if (hasCudaLibrary()) {
    say("ONNX Runtime's CUDA library is there already.");
    return;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      "ONNX Runtime's CUDA library is published for Linux on x64 only; on this machine use the engine onnx-webgpu for its GPU.",
    );
  }
  if (!(await isReachable(host))) {
    throw new SetupError(
      `ONNX Runtime's CUDA library can't be fetched from here: ${host} does not answer. The lab works without it.`,
    );
  }
  say("Fetching ONNX Runtime's CUDA library (400 MB) …");
  if (!runInstallScript() || !hasCudaLibrary()) {
    throw new SetupError("ONNX Runtime's CUDA library could not be fetched (see above). The lab works without it.");
  }
  say("ONNX Runtime's CUDA library is installed; it needs CUDA 12 and cuDNN 9. `lab engines` shows whether it works.");
}

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
