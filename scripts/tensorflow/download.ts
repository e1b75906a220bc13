import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isReachable } from '../setup/reach.ts';
import { environmentFor, say } from '../setup/shell.mjs';

const host = 'https://storage.googleapis.com/';

/**
 * Lets the package's own script fetch its native library (TensorFlow 2.9, CUDA 11.2) and binding.
 * @returns whether that worked; if not, the reason has been said
 */
export async function downloadLibrary(packageFolder: string, hasGpu: boolean): Promise<boolean> {
  if (!(await isReachable(host))) {
    say(`The package's own download is not possible from here: ${host} does not answer.`);
    return false;
  }
  say("Running the package's own download (100 to 500 MB) …");
  const env = environmentFor(process.execPath);
  const tools = path.resolve(packageFolder, '..', '..', '.bin');
  env['PATH'] = [tools, env['PATH'] ?? ''].join(path.delimiter);
  const command = ['scripts/install.js', hasGpu ? 'gpu' : 'cpu', 'download'];
  const { status } = spawnSync(process.execPath, command, { cwd: packageFolder, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) say("The package's own download failed (see above).");
  return status === 0;
}
