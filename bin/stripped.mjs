// Keeps the sources without their types, so that Node loads them as they are: taking the types off costs a short
// command more time than all else that it does.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} text */
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** The user's own folder for what can be made again; nobody else may write there. @param {string} name of the part */
export function cacheFolder(name) {
  const named = process.env[process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME'] ?? '';
  return path.join(path.isAbsolute(named) ? named : path.join(homedir(), '.cache'), 'mgtta-lab', name);
}

/** Without Node's word that this is experimental, which the user can do nothing about. @param {string} source @param {string} url */
function withoutTypes(source, url) {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source, { sourceUrl: url });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * A source without its types, from the folder where it has it. A file there stands for one source, and ends with what it
 * was made from: one that is out of date, or was written in part, is made again. A folder that can't be used does no harm.
 * @param {string} folder @param {string} url of the source @param {string} source
 */
export function stripped(folder, url, source) {
  const file = path.join(folder, `${hashOf(url).slice(0, 32)}.js`);
  const end = `\n// ${hashOf([process.version, url, source].join('\n'))}\n`;
  try {
    const kept = readFileSync(file, 'utf8');
    if (kept.endsWith(end)) return kept;
  } catch {
    // Not there yet.
  }
  const code = withoutTypes(source, url) + end;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // A full disk, a folder that may not be written to: made again next time.
  }
  return code;
}

/** From now on this thread loads the TypeScript below a folder through the cache. @param {URL} sources */
export function keepStripped(sources) {
  const folder = cacheFolder('stripped');
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(sources.href) || !url.endsWith('.ts')) return nextLoad(url, context);
      const source = readFileSync(fileURLToPath(url), 'utf8');
      return { format: 'module', source: stripped(folder, url, source), shortCircuit: true };
    },
  });
}
