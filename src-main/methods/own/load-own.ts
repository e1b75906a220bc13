import { createHash } from 'node:crypto';
import nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { LabError } from '../../../src-shared/errors.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import type { BoundMethod, Method } from '../method.ts';
import * as lab from './lab.ts';
import { ownError } from './own-errors.ts';
import type { OwnSource } from './own-source.ts';

/*
 * Runs code of the user's own: for the compute process alone.
 */

const labName = 'mgtta-lab';
const labUrl = 'mgtta-lab:own';
const shared = Symbol.for(labUrl);

/** The modules of own methods by their addresses. */
const modules = new Map<string, { readonly own: OwnSource; readonly code: string }>();
let hooked = false;

/** Own methods get what built-in ones import under one name, and nothing else. */
function hook(): void {
  if (hooked) return;
  hooked = true;
  Object.assign(globalThis, { [shared]: lab });
  const names = Object.keys(lab).join(', ');
  const labCode = `export const { ${names} } = globalThis[Symbol.for('${labUrl}')];`;
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (modules.has(specifier)) return { url: specifier, format: 'module', shortCircuit: true };
      const importer = modules.get(context.parentURL ?? '');
      if (!importer) return next(specifier, context);
      if (specifier === labName) return { url: labUrl, format: 'module', shortCircuit: true };
      throw foreignImport(importer.own, specifier);
    },
    load(url, context, next) {
      if (url === labUrl) return { format: 'module', source: labCode, shortCircuit: true };
      const known = modules.get(url);
      return known ? { format: 'module', source: known.code, shortCircuit: true } : next(url, context);
    },
  });
}

function foreignImport(own: OwnSource, specifier: string): LabError {
  const line = own.source.split('\n').findIndex((text) => /\b(?:import|from)\b/.test(text) && text.includes(specifier));
  const error = new LabError(
    'bad-input',
    `it imports '${specifier}', but an own method is one file that imports from '${labName}' alone`,
    'So its one hash says what a run has computed. Copy into the file what it needs.',
  );
  return ownError(own, error, line < 0 ? undefined : line + 1);
}

/** Node's own; programs that bring a Node along may have been built without it. */
const { stripTypeScriptTypes } = nodeModule as Partial<typeof nodeModule>;

/**
 * The code of an own method. Without Node's word that taking types off is experimental, which the user can do nothing about.
 * @throws LabError `bad-input` for types where this program can't take them off; SyntaxError
 */
function codeOf({ file, source }: OwnSource): string {
  const hasTypes = file.endsWith('.ts');
  if (!stripTypeScriptTypes) {
    if (!hasTypes) return source;
    throw new LabError(
      'bad-input',
      "this program can't take the types off TypeScript",
      'Leave the types out, and name the file .method.mjs; or use the command line of the lab.',
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

/** Says where in time the code of an own method is at work, for whoever ends what doesn't end by itself. */
export interface OwnClock {
  enter(): void;
  leave(): void;
}

/** Runs code of an own method: its errors get the name and line of the file. */
function run<T>(own: OwnSource, clock: OwnClock, work: () => T): T {
  clock.enter();
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

/** All functions of an object of an own method, run as such. */
function guarded<T extends object>(own: OwnSource, clock: OwnClock, object: T): T {
  const guard = ([name, value]: [string, unknown]) => [
    name,
    typeof value === 'function' ? (...args: never[]) => run(own, clock, () => (value as Callable)(...args)) : value,
  ];
  return Object.fromEntries(Object.entries(object).map(guard)) as T;
}

function guardedMethod(own: OwnSource, clock: OwnClock, method: Method): Method {
  const outside = guarded(own, clock, method);
  return {
    ...outside,
    options: method.options,
    bind(context, options) {
      const bound: BoundMethod = guarded(own, clock, outside.bind(context, options));
      if ('step' in bound) return bound;
      return { ...bound, open: async (...args) => guarded(own, clock, await bound.open(...args)) };
    },
  };
}

const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' && value !== null && 'bind' in value && 'options' in value && 'id' in value;

/** @throws LabError naming what the export lacks */
function checkMethod(own: OwnSource, method: Method): void {
  const refuse = (what: string, hint?: string): never => {
    throw ownError(own, new LabError('bad-input', what, hint));
  };
  if (method.id !== own.id) {
    refuse(`its id is '${method.id}', but its file is named after '${own.id}'`, 'Give both the same name.');
  }
  for (const key of ['name', 'summary'] as const) {
    if (typeof method[key] !== 'string' || method[key].trim() === '') refuse(`it has no ${key}`);
  }
  if (!Array.isArray(method.needs)) refuse('it does not say what it needs', 'Write needs: [], if nothing.');
  if (method.doc !== undefined && typeof method.doc !== 'string') refuse('its doc is no text');
  const specs = describeOptions(method.options);
  const known = new Set(specs.filter((spec) => spec.default !== null).map(({ name }) => name));
  const odd = Object.keys(method.options.shape).find((name) => !known.has(name));
  if (odd !== undefined) {
    refuse(
      `the lab does not know what kind of option '${odd}' is`,
      'Make options with numberOption, integerOption, choiceOption or booleanOption.',
    );
  }
}

/** What a module exports that is a method. @throws LabError where there is none, or more than one */
function exportedMethod(own: OwnSource, exports: Readonly<Record<string, unknown>>): Method {
  const found = [...new Set(Object.values(exports).filter(isMethod))];
  if (found.length === 1) return found[0]!;
  const what = found.length === 0 ? 'it exports no method' : `it exports ${found.length} methods`;
  throw ownError(own, new LabError('bad-input', what, 'Write `export default defineMethod({ … })`, once.'));
}

const noClock: OwnClock = { enter: () => undefined, leave: () => undefined };

/**
 * Runs the file of an own method and gives the method that it exports, with the interface of built-in ones. All that its
 * functions throw names the file and line.
 * @throws LabError `bad-input` with file and line
 */
export async function loadOwnMethod(own: OwnSource, clock: OwnClock = noClock): Promise<Method> {
  hook();
  const hash = createHash('sha256').update(own.source).digest('hex');
  const url = `${pathToFileURL(own.file).href}?${hash}`;
  return run(own, clock, async () => {
    modules.set(url, { own, code: codeOf(own) });
    const exports = (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
    const method = exportedMethod(own, exports);
    checkMethod(own, method);
    return guardedMethod(own, clock, method);
  });
}
