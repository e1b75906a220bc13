import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environmentFor, readJson, root, say, toolScript } from './shell.mjs';

const secondsOfSilence = 20;
const hoursUntilRetry = 24;
const failureNote = path.join(root, '.toolchain', 'electron-unavailable.json');

/** @returns {string | undefined} path of Electron's program, if it has been fetched */
export function findElectron() {
  const folder = path.join(root, 'node_modules', 'electron');
  const note = path.join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const program = path.join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'),
    readFileSync(note, 'utf8'),
  );
  return existsSync(program) ? program : undefined;
}

/** Bytes in all files below a folder. @param {string} folder @returns {number} */
function bytesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce(
    (sum, { parentPath, path: older, name }) => sum + statSync(path.join(parentPath ?? older, name)).size,
    0,
  );
}

/**
 * Runs Electron's own install script, and ends it when nothing has arrived for some seconds.
 * @param {string} node
 * @returns {Promise<boolean>} whether it succeeded
 */
function runInstallScript(node) {
  const downloads = mkdtempSync(path.join(os.tmpdir(), 'mgtta-lab-'));
  const env = { ...environmentFor(node), TMPDIR: downloads, TEMP: downloads, TMP: downloads };
  const child = spawn(node, [toolScript('electron', 'install-electron')], { cwd: root, env, stdio: 'ignore' });
  let [size, quiet] = [0, 0];
  const watch = setInterval(() => {
    const now = bytesBelow(downloads);
    quiet = now === size ? quiet + 1 : 0;
    size = now;
    if (quiet >= secondsOfSilence) child.kill('SIGKILL');
  }, 1000);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      clearInterval(watch);
      rmSync(downloads, { recursive: true, force: true });
      resolve(code === 0);
    });
  });
}

/** Fetches Electron's program if it can be had; the lab runs without it, in a browser. @param {string} node */
export async function provideElectron(node) {
  if (findElectron() !== undefined) return;
  const { version } = readJson(path.join(root, 'node_modules', 'electron', 'package.json')) ?? {};
  const last = readJson(failureNote);
  const hours = (Date.now() - (last?.at ?? 0)) / 3_600_000;
  if (last?.version === version && hours < hoursUntilRetry) return;

  say(`Fetching Electron ${version} for the desktop window (once, 120 MB) …`);
  if ((await runInstallScript(node)) && findElectron() !== undefined) return;
  say('Electron cannot be fetched from here, so the lab opens in the browser instead (the next try is tomorrow).');
  mkdirSync(path.dirname(failureNote), { recursive: true });
  writeFileSync(failureNote, JSON.stringify({ version, at: Date.now() }));
}
