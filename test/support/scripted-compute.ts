/**
 * A compute process that follows a script instead of computing: it speaks the lab's protocol. The model of the
 * configuration says what happens: `done`, `crash` (after three batches), `fail`, `slow` (half a second, if it is not
 * paused or stopped), `held` (paused by itself after the first batch, until it is resumed), or `stuck` (sets up for ever,
 * deaf to messages).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hashFile } from '../../src-main/catalog/models/file-facts.ts';
import { modelFile } from '../../src-main/platform/package-root.ts';
import type { Command, JobEvent, Report } from '../../src-main/jobs/messages.ts';

const facts = {
  engine: 'scripted',
  device: process.env['CUDA_VISIBLE_DEVICES'] ?? 'none',
  engineVersion: '1',
  threads: Number(process.env['MGTTA_LAB_THREADS'] ?? 1),
  mggHash: null,
  datasetFingerprint: 'b'.repeat(64),
  preprocessing: 'none',
};
const batches = 5;
let action: 'pause' | 'resume' | 'stop' = 'resume';
const isAsked = (asked: typeof action): boolean => action === asked;

const send = (report: Report) => process.send?.(report);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function batchEvents(index: number): JobEvent[] {
  const batch = { index, size: 2, correct1: 1, correct5: 2, adapted: true, computeSeconds: 0.5, loadSeconds: 0.1 };
  const state = { theta: { shape: [1], dtype: 'float32' as const, data: Float32Array.of(index + 1) } };
  return [
    { type: 'batch', position: 0, batch: { ...batch, diagnostics: { loss: 1 / (index + 1) } } },
    { type: 'checkpoint', checkpoint: { position: 0, next: index + 1, state, progress: null } },
  ];
}

/** Of the file where there is one; the models of scripts are names. */
function hashOf(model: string): Promise<string> {
  const file = modelFile(model);
  return existsSync(file) ? hashFile(file) : Promise.resolve(createHash('sha256').update(model).digest('hex'));
}

async function work({ jobId, job }: Extract<Command, { type: 'start' }>): Promise<void> {
  if (job.kind !== 'adapt') return;
  const script = job.config.model.split('/').at(-1);
  const first = job.checkpoint?.next ?? 0;
  action = 'resume';
  const modelHash = await hashOf(job.config.model);
  const emit = (...events: JobEvent[]) => send({ type: 'events', jobId, events });
  emit({ type: 'stage', text: 'Setting up' });
  if (script === 'stuck') return;
  if (script === 'fail') {
    const hint = 'Choose another.';
    send({ type: 'failed', jobId, error: { code: 'bad-checkpoint', message: 'The model is no model.', hint } });
    return;
  }
  emit({ type: 'prepared', facts: { ...facts, modelHash }, total: batches, done: first });
  const shift = { position: 0, corruption: 'fog', severity: 5, imageCount: 10, batchCount: batches };
  if (first === 0) emit({ type: 'shift-started', shift: { ...shift, fingerprint: 'c'.repeat(64) } });
  for (let index = first; index < batches; index++) {
    if (script === 'crash' && index === 3 && first === 0) {
      // Long enough for the messages before it to arrive.
      await pause(200);
      process.kill(process.pid, 'SIGKILL');
    }
    if (script === 'slow' && first === 0) await pause(100);
    if (script === 'held' && index === 1 && first === 0 && isAsked('resume')) action = 'pause';
    if (isAsked('pause')) {
      emit({ type: 'paused' });
      while (isAsked('pause')) await pause(5);
      if (isAsked('resume')) emit({ type: 'resumed' });
    }
    if (isAsked('stop')) {
      send({ type: 'done', jobId, result: { kind: 'adapt', stopped: true, totalSeconds: 1, peakMemoryBytes: 1 } });
      return;
    }
    emit(...batchEvents(index));
  }
  const summary = {
    top1: 0.5,
    top5: 1,
    ece: 0.1,
    images: 10,
    computeSeconds: 2.5,
    loadSeconds: 0.5,
    skipped: 0,
    adaptedBatches: 5,
  };
  emit({ type: 'shift-finished', position: 0, summary });
  send({ type: 'done', jobId, result: { kind: 'adapt', stopped: false, totalSeconds: 3, peakMemoryBytes: 1000 } });
}

process.on('message', (command: Command) => {
  if (command.type === 'start') void work(command);
  else if (command.type === 'control') action = command.action;
  else process.exit(0);
});
process.on('disconnect', () => process.exit(0));
