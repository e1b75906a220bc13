import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Shows the progress of set-up. Standard output belongs to the task, so this goes to standard error. @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** An expected failure of set-up: its message is all that the user needs to see. */
export class SetupError extends Error {}

/** @param {string} file @returns {any} the parsed content, or undefined if the file is missing or broken */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The environment with `node`'s folder and the installed tools first in PATH. @param {string} node @returns {NodeJS.ProcessEnv} */
export function environmentFor(node) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env[key] ?? ''];
  return { ...process.env, [key]: folders.join(path.delimiter) };
}

/** @param {string} name @returns {string | undefined} the program's path, if PATH has it */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const candidates = folders.flatMap((folder) => names.map((file) => path.join(folder, file)));
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}

/**
 * Runs a program to its end with its standard output on our standard error.
 * @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {boolean} whether it succeeded
 */
export function succeeds(program, args, env = process.env) {
  const shell = program.endsWith('.cmd');
  return spawnSync(program, args, { cwd: root, env, shell, stdio: ['ignore', 2, 2] }).status === 0;
}

/** Runs npm under the given Node. @param {string} node @param {string[]} args @returns {boolean} whether it succeeded */
export function npmSucceeds(node, args) {
  const env = environmentFor(node);
  const script = process.env.npm_execpath;
  if (script !== undefined && path.basename(script) === 'npm-cli.js') return succeeds(node, [script, ...args], env);
  return succeeds(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, env);
}

/** The script behind a command of an installed package, to be run by Node. @param {string} name package @param {string} [command] */
export function toolScript(name, command = name) {
  const folder = path.join(root, 'node_modules', ...name.split('/'));
  const { bin } = readJson(path.join(folder, 'package.json')) ?? {};
  return path.join(folder, typeof bin === 'string' ? bin : (bin?.[command] ?? ''));
}

/**
 * Runs a program in the foreground and hands signals on to it, so that it can end in its own way. Ctrl-C reaches the
 * whole group from the terminal, so it is handed on only where there is no terminal.
 * @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code, 128 + n after a signal
 */
export function runInForeground(program, args, env) {
  return endOf(spawn(program, args, { cwd: root, env, stdio: 'inherit' }));
}

/**
 * Runs a program as `runInForeground` does, in the time that others leave it, with a file for what it prints.
 * @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env @param {number} output the file's descriptor
 * @returns {Promise<number>} its exit code, 128 + n after a signal
 */
export function runInBackground(program, args, env, output) {
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', output, output] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return endOf(child);
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function endOf(child) {
  return new Promise((resolve, reject) => {
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, handOn);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, handOn);
      resolve(code ?? 128 + (signal === null ? 0 : (signalNumbers[signal] ?? 0)));
    });
  });
}

/** @type {Partial<Record<NodeJS.Signals, number>>} */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
