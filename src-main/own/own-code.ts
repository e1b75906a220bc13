import { createHash } from 'node:crypto';
import nodeModule from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '../../src-shared/errors.ts';
import type { OwnClock } from './own-clock.ts';
import { ownError } from './own-errors.ts';
import type { OwnKind, OwnSource } from './own-source.ts';

/*
 * Runs user code: for the compute process and its threads alone.
 */

/** Exports of a kind of files, and of what they are made. */
export interface OwnExport<T> {
  readonly kind: OwnKind;
  /** Under what they import what the lab gives them. */
  readonly labName: string;
  /** The module behind that name. */
  readonly lab: Readonly<Record<string, unknown>>;
  /** The function that makes it. */
  readonly define: string;
  readonly is: (value: unknown) => value is T;
}

interface OwnModule {
  readonly own: OwnSource;
  readonly code: string;
  readonly labName: string;
  readonly kind: OwnKind;
}

/** The modules of own files by their addresses. */
const modules = new Map<string, OwnModule>();
/** Code of the modules that they import, by address. */
const labCodes = new Map<string, string>();
let hooked = false;

const addressOf = (labName: string): string => `${labName}:own`;

/** Own files get what built-in ones import under one name, and nothing else. */
function hook(): void {
  if (hooked) return;
  hooked = true;
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (modules.has(specifier)) return { url: specifier, format: 'module', shortCircuit: true };
      const importer = modules.get(context.parentURL ?? '');
      if (!importer) return next(specifier, context);
      if (specifier === importer.labName) return { url: addressOf(specifier), format: 'module', shortCircuit: true };
      throw foreignImport(importer, specifier);
    },
    load(url, context, next) {
      const source = labCodes.get(url) ?? modules.get(url)?.code;
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
    },
  });
}

function offer({ labName, lab }: OwnExport<unknown>): void {
  const url = addressOf(labName);
  if (labCodes.has(url)) return;
  Object.assign(globalThis, { [Symbol.for(url)]: lab });
  labCodes.set(url, `export const { ${Object.keys(lab).join(', ')} } = globalThis[Symbol.for('${url}')];`);
}

function foreignImport({ own, labName, kind }: OwnModule, specifier: string): LabError {
  const line = own.source.split('\n').findIndex((text) => /\b(?:import|from)\b/.test(text) && text.includes(specifier));
  const error = new LabError(
    'bad-input',
    `it imports '${specifier}', but an own ${kind} is one file that imports from '${labName}' alone`,
    'So its one hash says what a run has computed. Copy into the file what it needs.',
  );
  return ownError(own, error, line < 0 ? undefined : line + 1);
}

/** Node's own; programs that bring a Node along may have been built without it. */
const { stripTypeScriptTypes } = nodeModule as Partial<typeof nodeModule>;

/**
 * The code of an own file. Without Node's word that taking types off is experimental, which the user can do nothing about.
 * @throws LabError `bad-input` for types where this program can't take them off; SyntaxError
 */
function codeOf({ file, source }: OwnSource): string {
  const hasTypes = file.endsWith('.ts');
  if (!stripTypeScriptTypes) {
    if (!hasTypes) return source;
    throw new LabError(
      'bad-input',
      "this program can't take the types off TypeScript",
      `Leave the types out, and name the file ${path.basename(file, '.ts')}.mjs; or use the command line of the lab.`,
    );
  }
  const before = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    // Of plain JavaScript, too: this parser says in which line it stumbles.
    const stripped = stripTypeScriptTypes(source);
    return hasTypes ? stripped : source;
  } finally {
    if (before) Object.defineProperty(process, 'emitWarning', before);
  }
}

/** Runs code of an own file: its errors get the name and line of the file. */
function run<T>(own: OwnSource, clock: OwnClock, work: () => T): T {
  clock.enter(own.file);
  let pending = false;
  try {
    const result = work();
    if (!(result instanceof Promise)) return result;
    pending = true;
    const settled = result.catch((error: unknown) => Promise.reject(ownError(own, error)));
    return settled.finally(() => clock.leave()) as T;
  } catch (error) {
    throw ownError(own, error);
  } finally {
    if (!pending) clock.leave();
  }
}

type Callable = (...args: never[]) => unknown;

/** All functions of an object of an own file, run as such. */
export function guarded<T extends object>(own: OwnSource, clock: OwnClock, object: T): T {
  const guard = ([name, value]: [string, unknown]) => [
    name,
    typeof value === 'function' ? (...args: never[]) => run(own, clock, () => (value as Callable)(...args)) : value,
  ];
  return Object.fromEntries(Object.entries(object).map(guard)) as T;
}

/** Whether a value has all of these fields. */
export const hasFields = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

/** Refuses an own file. @throws LabError always */
export function refuse(own: OwnSource, what: string, hint?: string): never {
  throw ownError(own, new LabError('bad-input', what, hint));
}

/** @throws LabError where an export is not named as its file, or has no words for forms and tables */
function checkWords(own: OwnSource, made: Readonly<Record<string, unknown>>): void {
  if (made['id'] !== own.id) {
    refuse(
      own,
      `its id is '${String(made['id'])}', but its file is named after '${own.id}'`,
      'Give both the same name.',
    );
  }
  for (const key of ['name', 'summary']) {
    const text = made[key];
    if (typeof text !== 'string' || text.trim() === '') refuse(own, `it has no ${key}`);
  }
  if (made['doc'] !== undefined && typeof made['doc'] !== 'string') refuse(own, 'its doc is no text');
}

/**
 * Runs an own file and gives what it exports.
 * @param finish checks it, and has its functions `guarded`
 * @throws LabError `bad-input` with file and line
 */
export async function loadOwn<T extends object>(
  own: OwnSource,
  clock: OwnClock,
  exported: OwnExport<T>,
  finish: (made: T) => T,
): Promise<T> {
  hook();
  offer(exported);
  const { kind, labName, define, is } = exported;
  const hash = createHash('sha256').update(own.source).digest('hex');
  const url = `${pathToFileURL(own.file).href}?${hash}`;
  return run(own, clock, async () => {
    modules.set(url, { own, code: codeOf(own), labName, kind });
    const exports = (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
    const [made, ...others] = new Set(Object.values(exports).filter(is));
    if (!made || others.length > 0) {
      const what = made ? `it exports ${others.length + 1} ${kind}s` : `it exports no ${kind}`;
      return refuse(own, what, `Write \`export default ${define}({ … })\`, once.`);
    }
    checkWords(own, made as Readonly<Record<string, unknown>>);
    return finish(made);
  });
}
