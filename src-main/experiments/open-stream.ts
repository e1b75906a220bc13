import { createHash } from 'node:crypto';
import type { Shift } from '../../src-shared/run-config.ts';
import type { ImageStream } from '../data/stream.ts';
import type { Checkpoint } from '../store/checkpoint.ts';

/** A stream and the shift it stands for; with `order: 'mixed'` the only one, called `mixed`. */
export interface OpenStream {
  readonly shift: Shift;
  readonly stream: ImageStream;
}

/** SHA-256 over the fingerprints of the streams, hex. */
export function fingerprintOf(streams: readonly OpenStream[]): string {
  const hash = createHash('sha256');
  for (const { stream } of streams) hash.update(`${stream.fingerprint}\n`);
  return hash.digest('hex');
}

/** Batches of the streams before one. */
export const batchesBefore = (streams: readonly OpenStream[], position: number): number =>
  streams.slice(0, position).reduce((sum, { stream }) => sum + stream.batchCount, 0);

/** Batches before the checkpoint, over all streams. */
export function batchesDone(streams: readonly OpenStream[], checkpoint: Checkpoint | undefined): number {
  return checkpoint ? batchesBefore(streams, checkpoint.position) + checkpoint.next : 0;
}
