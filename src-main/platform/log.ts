import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { LabError, stackText } from '../../src-shared/errors.ts';
import { hostFacts } from './host.ts';

/** Bytes from which on a log is put aside, as the one before. */
const mostBytes = 2 * 2 ** 20;
/** Bytes at the end that are read to show them. */
const shownBytes = 256 * 2 ** 10;

export type LogSeverity = 'info' | 'error';

/**
 * The log of a data folder, for who has to find out what went wrong: starts with their versions, and errors with their
 * stacks, which users are spared. All processes on the folder write to it, a line each with time and process. What can't
 * be written, e.g. on a full disk, is left out: the log never gets in the way of the work.
 */
export class LabLog {
  readonly file: string;
  private readonly earlier: string;

  /** @param folder the data folder; the log lies in `logs` below it */
  constructor(folder: string) {
    this.file = path.join(folder, 'logs', 'lab.log');
    this.earlier = path.join(folder, 'logs', 'lab.1.log');
  }

  /** Notes that a process of this kind, e.g. `serve`, works on the folder from now on. */
  start(kind: string): void {
    const { labVersion, gitCommit, nodeVersion, os, host } = hostFacts();
    const commit = gitCommit === null ? '' : ` (${gitCommit.slice(0, 12)})`;
    this.info(`start of ${kind}: lab ${labVersion}${commit}, Node ${nodeVersion}, ${os}, on ${host}`);
  }

  info(text: string): void {
    this.write('info', text);
  }

  /** @param runId the run that it happened in, if it was one */
  error(text: string, error: unknown, runId?: string): void {
    this.write('error', `${runId === undefined ? '' : `[run ${runId}] `}${text}\n${stackText(error)}`);
  }

  /** The last lines, oldest first; none before the first entry. @throws LabError `bad-input` for a log that can't be read */
  tail(count: number): string[] {
    let handle: number;
    try {
      handle = openSync(this.file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new LabError('bad-input', `The log ${this.file} can't be read.`, 'Check its owner and mode.', error);
    }
    try {
      const size = statSync(this.file).size;
      const bytes = Buffer.alloc(Math.min(size, shownBytes));
      const read = readSync(handle, bytes, 0, bytes.length, size - bytes.length);
      const lines = bytes.toString('utf8', 0, read).trimEnd().split('\n');
      return lines.filter((line) => line !== '').slice(-count);
    } finally {
      closeSync(handle);
    }
  }

  private write(severity: LogSeverity, text: string): void {
    const entry = `${new Date().toISOString()} ${process.pid} ${severity} ${text.trimEnd().replaceAll('\n', '\n    ')}\n`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      if ((statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(this.file, this.earlier);
      appendFileSync(this.file, entry, { mode: 0o600 });
    } catch {
      // A full disk, a folder that may not be written to: see above.
    }
  }
}
