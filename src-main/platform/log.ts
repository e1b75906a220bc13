import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LogEntry, LogQuery } from '../../src-shared/api/lab.ts';
import { LabError, stackText } from '../../src-shared/errors.ts';
import { hostFacts } from './host.ts';

/** Bytes from which on a log is put aside, as the one before. */
const mostBytes = 2 * 2 ** 20;
/** Bytes at the end that are read to show them. */
const shownBytes = 256 * 2 ** 10;

type LogSeverity = LogEntry['level'];

const entryPattern = /^(\S+Z) (\d+) (info|error) (?:\[run ([^\]]+)\] )?(.*)$/;
/** How the lines of an entry behind its first one begin. */
const indent = '    ';

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

  /**
   * The newest entries, newest first; none before the first one. Entries of the log that was put aside are taken where the
   * present one has too few. @throws LabError `bad-input` for a log that can't be read
   */
  entries({ limit, level, run }: LogQuery): LogEntry[] {
    const found: LogEntry[] = [];
    for (const file of [this.file, this.earlier]) {
      const fitting = entriesOf(this.linesOf(file)).filter(
        (entry) => (level === undefined || entry.level === level) && (run === undefined || entry.run === run),
      );
      found.push(...fitting.reverse());
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  private linesOf(file: string): string[] {
    let handle: number;
    try {
      handle = openSync(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new LabError('bad-input', `The log ${file} can't be read.`, 'Check its owner and mode.', error);
    }
    try {
      const size = statSync(file).size;
      const bytes = Buffer.alloc(Math.min(size, shownBytes));
      const read = readSync(handle, bytes, 0, bytes.length, size - bytes.length);
      const lines = bytes.toString('utf8', 0, read).trimEnd().split('\n');
      return lines.filter((line) => line !== '');
    } finally {
      closeSync(handle);
    }
  }

  private write(severity: LogSeverity, text: string): void {
    const entry = `${new Date().toISOString()} ${process.pid} ${severity} ${text.trimEnd().replaceAll('\n', `\n${indent}`)}\n`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      if ((statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(this.file, this.earlier);
      appendFileSync(this.file, entry, { mode: 0o600 });
    } catch {
      // A full disk, a folder that may not be written to: see above.
    }
  }
}

/** Entries of lines, oldest first. Lines before the first entry belong to one that lies further back, and are left out. */
function entriesOf(lines: readonly string[]): LogEntry[] {
  const entries: { -readonly [Key in keyof LogEntry]: LogEntry[Key] }[] = [];
  for (const line of lines) {
    const [, time, process, level, run = null, text = ''] = entryPattern.exec(line) ?? [];
    const last = entries.at(-1);
    if (time !== undefined) {
      entries.push({ time, process: Number(process), level: level === 'error' ? 'error' : 'info', run, text });
    } else if (last) last.text += `\n${line.startsWith(indent) ? line.slice(indent.length) : line}`;
  }
  return entries;
}
