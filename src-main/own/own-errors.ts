import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '../../src-shared/errors.ts';
import type { OwnSource } from './own-source.ts';

/** The first line of the file that a stack names, also where the error was thrown elsewhere. */
function lineIn(file: string, error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const stack = error.stack ?? '';
  const { href } = pathToFileURL(file);
  const place = stack.indexOf(href);
  const found = place < 0 ? /^:(\d+)\n/.exec(stack) : /^\?[0-9a-f]+:(\d+)/.exec(stack.slice(place + href.length));
  return found ? Number(found[1]) : lineIn(file, error.cause);
}

const missingOperator = /Kernel '(\w+)' not registered/;

/**
 * An error in a user-defined file, with its name and line.
 * @param line where it is known better than by the stack
 */
export function ownError({ file }: Pick<OwnSource, 'file'>, error: unknown, line = lineIn(file, error)): LabError {
  if (error instanceof OwnError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const operator = missingOperator.exec(message)?.[1];
  const what = operator === undefined ? message : `there is no rule for the operator ${operator}`;
  const hint =
    operator === undefined
      ? error instanceof LabError
        ? error.hint
        : 'Fix the file; the lab reads it again once it is saved.'
      : 'Write it with other operators; those of the built-in methods all have rules.';
  const place = line === undefined ? path.basename(file) : `${path.basename(file)}, line ${line}`;
  const sentence = `${place}: ${what}${/[.!?]$/.test(what) ? '' : '.'}`;
  return new OwnError(operator === undefined ? 'bad-input' : 'not-traceable', sentence, hint, error);
}

/** An error that names the own file already. */
class OwnError extends LabError {}
