import path from 'node:path';
import type { z } from 'zod';
import type { MggFormat } from '../../../src-shared/mgg-formats.ts';
import type { ModelReading } from '../../../src-shared/model-reading.ts';
import type { SourceModelFacts } from '../../models/load-model.ts';
import { checkpointStamp } from '../../models/neighbours.ts';
import type { StartCompute } from '../compute-host.ts';
import { packageRoot } from '../../platform/package-root.ts';
import {
  bytesSchema,
  mggFactsSchema,
  modelFactsSchema,
  type MggFacts,
  type ReaderRequest,
  type ReaderTask,
} from './messages.ts';
import { performReading } from './perform.ts';
import { ReaderClient } from './reader-client.ts';

/** Files that were read lately, and have not changed since. */
const mostKept = 100;

let client = new ReaderClient();
const kept = new Map<string, { readonly stamp: string; readonly result: Promise<unknown> }>();

/** Has the process started in another way from now on, e.g. by Electron. */
export function startReaderWith(start: StartCompute<ReaderRequest>): void {
  const { onUnexpectedEnd } = client;
  client = new ReaderClient({ start });
  client.onUnexpectedEnd = onUnexpectedEnd;
}

/** Takes the last words of reading processes that end unexpectedly. */
export function onReaderEnd(report: (error: Error) => void): void {
  client.onUnexpectedEnd = report;
}

/** Files that the lab itself has made, or that come with it, need no process of their own. */
function isOurs(file: string): boolean {
  return (
    file.startsWith('untrained') || path.resolve(file).startsWith(path.join(packageRoot(), 'resources') + path.sep)
  );
}

async function read<S extends z.ZodType>(task: ReaderTask, schema: S): Promise<z.output<S>> {
  return schema.parse(await (isOurs(task.path) ? performReading(task) : client.perform(task)));
}

/** The same for what is asked for again and again. */
async function readOnce<S extends z.ZodType>(task: ReaderTask, schema: S): Promise<z.output<S>> {
  const key = JSON.stringify(task);
  const stamp = checkpointStamp(task.path);
  const known = kept.get(key);
  kept.delete(key);
  const result = known?.stamp === stamp ? known.result : read(task, schema);
  kept.set(key, { stamp, result });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  result.catch(() => kept.get(key)?.result === result && kept.delete(key));
  return schema.parse(await result);
}

/**
 * Properties of a source model, read from its checkpoint in a separate process.
 * @throws LabError `not-found`, or `bad-checkpoint` for what is none, or takes too much to be read
 */
export function readModel(file: string, reading?: ModelReading): Promise<SourceModelFacts> {
  return readOnce({ kind: 'model', path: file, ...(reading ? { reading } : {}) }, modelFactsSchema);
}

/** Kind and size of a meta gradient generator, read in a process of its own. @throws LabError as `readModel` */
export function readMgg(file: string): Promise<MggFacts> {
  return readOnce({ kind: 'mgg', path: file }, mggFactsSchema);
}

/** A generator as a file of another format, made in a process of its own. @throws LabError as `readModel` */
export async function convertMgg(file: string, format: MggFormat): Promise<Buffer> {
  const bytes = await read({ kind: 'export-mgg', path: file, format }, bytesSchema);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
