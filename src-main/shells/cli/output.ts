import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { visible, visibleJson } from './visible.ts';

/** Exit codes of the program. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The user stopped what was going on; everything finished is kept. */
export class Interrupted extends Error {}

/** The first error in writing the output. */
let lost: NodeJS.ErrnoException | undefined;

/**
 * Keeps work going whose output can't be written: a reader that has gone (`| head`), a full disk behind `>`. What can't
 * be written is left out.
 */
export function outliveOutput(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      lost ??= error;
    });
  }
}

/** The exit code of a command whose output may have been lost; a reader that has seen enough is no failure. */
export async function exitCodeWithOutput(code: number): Promise<number> {
  // Streams report an error after the call that met it.
  await new Promise((resolve) => setImmediate(resolve));
  if (lost === undefined || lost.code === 'EPIPE') return code;
  const reason = lost.code === 'ENOSPC' ? 'there is no space left where it goes' : lost.message;
  note(`Error: Not all output could be written: ${reason}.\n  What the command did is done all the same.`);
  return code === exitCodes.done ? exitCodes.failed : code;
}

/** Whether text written to stdout may be set in bold and colour. */
export function mayStyle(stream: NodeJS.WriteStream = process.stdout, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb';
}

export function print(text: string): void {
  printText(`${text}\n`);
}

/** Text that ends its last line itself. */
export function printText(text: string): void {
  process.stdout.write(visible(text));
}

/** Notes beside the result; kept apart from it so that `--json` can be piped. */
export function note(text: string): void {
  process.stderr.write(`${visible(text)}\n`);
}

/** Typed arrays as plain lists, so that everything the lab returns has a JSON form. */
export function printJson(value: unknown): void {
  const plain = (_key: string, item: unknown): unknown => (ArrayBuffer.isView(item) ? [...(item as Uint8Array)] : item);
  process.stdout.write(`${visibleJson(JSON.stringify(value, plain, 2))}\n`);
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
