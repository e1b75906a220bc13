/** Stable identifiers of everything that can go wrong for a user; shells map them to exit codes and dialogs. */
export const labErrorCodes = [
  'bad-option',
  'bad-input',
  'not-found',
  'bad-checkpoint',
  'unanswered',
  'engine-unavailable',
  'engine-failed',
  'not-traceable',
  'numerical',
  'no-space',
  'store',
  'cancelled',
  'job-crashed',
  'verification-failed',
  'disconnected',
  'internal',
] as const;
export type LabErrorCode = (typeof labErrorCodes)[number];

/** An error meant for the user: one clear sentence (`message`) and, where it helps, what to do about it (`hint`). */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly hint: string | undefined;

  constructor(code: LabErrorCode, message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LabError';
    this.code = code;
    this.hint = hint;
  }
}

/** The plain form in which an error crosses process and window boundaries. */
export interface ErrorMessage {
  code: LabErrorCode;
  message: string;
  hint?: string | undefined;
}

const fileSystemErrors: Record<string, (path: string) => LabError> = {
  ENOSPC: (path) =>
    new LabError(
      'no-space',
      `There is no space left on the disk that holds ${path}.`,
      'Free some space and resume the run.',
    ),
  ENOENT: (path) => new LabError('not-found', `${path} does not exist.`, 'Check the path.'),
  ENAMETOOLONG: (path) => new LabError('bad-input', `${path.slice(0, 80)}… is too long for a path.`),
  ENOTDIR: (path) => new LabError('not-found', `${path} does not exist: a part of it is a file.`, 'Check the path.'),
  EISDIR: (path) => new LabError('bad-input', `${path} is a folder; a file is expected there.`),
  ELOOP: (path) => new LabError('bad-input', `The links at ${path} lead round in a circle.`),
  EMFILE: () => new LabError('bad-input', 'Too many files are open.', 'Close other programs, or raise ulimit -n.'),
  EIO: (path) => new LabError('bad-input', `${path} can't be read: the disk or system reports an error.`),
  EROFS: (path) => new LabError('bad-input', `${path} lies on a disk that can't be written to.`),
  EPERM: (path) => new LabError('bad-input', `No permission to use ${path}.`, 'Check the owner and mode of the file.'),
  EACCES: (path) => new LabError('bad-input', `No permission to use ${path}.`, 'Check the owner and mode of the file.'),
};

/** Turns whatever was thrown into a `LabError`; operating-system errors get a sentence of their own. */
export function toLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  if (error instanceof Error) {
    const { code, path } = error as { code?: string; path?: string };
    const known = code === undefined ? undefined : fileSystemErrors[code];
    if (known) return known(path ?? 'the file');
    return new LabError('internal', error.message, undefined, error);
  }
  return new LabError('internal', String(error));
}

export function toErrorMessage(error: unknown): ErrorMessage {
  const { code, message, hint } = toLabError(error);
  return hint === undefined ? { code, message } : { code, message, hint };
}

/** The error that crossed a boundary in its plain form. @param cause what is known of where it came from */
export function fromErrorMessage(
  { code, message, hint }: { code: string; message: string; hint?: string | undefined },
  cause?: Error,
): LabError {
  return new LabError(labErrorCodes.find((known) => known === code) ?? 'internal', message, hint, cause);
}

/** Stacks of an error and of what caused it, innermost last. */
export function stackText(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error === 'string' ? error : typeof error}`;
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackText(error.cause)}`;
}
