import type { ReaderTask } from './messages.ts';

/** Does a task of reading, wherever it is asked for. @throws LabError `not-found`, `bad-checkpoint` */
export async function performReading(task: ReaderTask): Promise<unknown> {
  if (task.kind === 'model') {
    const { describeModel } = await import('../../models/load-model.ts');
    return describeModel(task.path, task.reading);
  }
  const { loadMgg } = await import('../../mgg/checkpoint.ts');
  const { weights, hash, provenance } = loadMgg(task.path);
  if (task.kind === 'mgg') {
    const { kind, hiddenSize, heads } = weights;
    return { kind, hiddenSize, heads, hash };
  }
  const { encodeMgg } = await import('../../mgg/encode-mgg.ts');
  return encodeMgg(weights, provenance, task.format);
}
