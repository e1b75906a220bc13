// Builds the lab into out/. `--if-changed`: only where the sources have changed since the last build.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sourceFingerprint } from './build/fingerprint.ts';
import { environmentFor, root, runInForeground, say, toolScript } from './setup/shell.mjs';

/** Lies in the folder that a build empties first: a build that was interrupted leaves none. */
const stamp = path.join(root, 'out', 'built-from.txt');
const fingerprint = sourceFingerprint(root);
const onlyIfChanged = process.argv.includes('--if-changed');
const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;

if (!isBuilt || !onlyIfChanged) {
  if (onlyIfChanged) say('Building the lab …');
  rmSync(stamp, { force: true });
  const script = [toolScript('electron-vite'), 'build', '--logLevel', 'warn'];
  const code = await runInForeground(process.execPath, script, environmentFor(process.execPath));
  if (code === 0) writeFileSync(stamp, fingerprint);
  process.exitCode = code;
}
