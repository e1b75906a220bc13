import { LabError, toLabError } from '../../../src-shared/errors.ts';

/** Exit codes of the program. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The user stopped what was going on; everything finished is kept. */
export class Interrupted extends Error {}

/** Whether text written to stdout may be set in bold and colour. */
export function mayStyle(stream: NodeJS.WriteStream = process.stdout, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb';
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Notes beside the result; kept apart from it so that `--json` can be piped. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Typed arrays as plain lists, so that everything the lab returns has a JSON form. */
export function printJson(value: unknown): void {
  print(
    JSON.stringify(value, (_key, item: unknown) => (ArrayBuffer.isView(item) ? [...(item as Uint8Array)] : item), 2),
  );
}

/** Says in one sentence what went wrong, and what to do about it; the way there only with `debug`. */
export function printError(error: unknown, debug: boolean): void {
  const { message, hint } = toLabError(error);
  note(`Error: ${message}`);
  if (hint !== undefined) note(`  ${hint}`);
  if (!debug) return;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) note(cause.stack ?? cause.message);
}

/** Settings that make no sense are errors of usage; everything else is a failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return exitCodes.interrupted;
  return error instanceof LabError && error.code === 'bad-option' ? exitCodes.usage : exitCodes.failed;
}
