import type { Database } from 'better-sqlite3';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { storedJson } from './stored-json.ts';

interface CheckpointRow {
  position: number;
  next_index: number;
  progress: string;
}

interface TensorRow {
  name: string;
  dtype: StoredTensor['dtype'];
  shape: string;
  data: Buffer;
}

const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

const toBytes = ({ data }: StoredTensor) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

function toTensor({ dtype, shape, data }: TensorRow): StoredTensor {
  // A copy of its own: the bytes as read need not be aligned.
  const bytes = Uint8Array.from(data);
  return { dtype, shape: JSON.parse(shape) as number[], data: new arrayTypes[dtype](bytes.buffer) };
}

export interface CheckpointTable {
  replace(runId: string, checkpoint: Checkpoint): void;
  remove(runId: string): void;
  has(runId: string): boolean;
  get(runId: string): Checkpoint | undefined;
}

/** The latest checkpoint of each run; a tensor is a row, as a value may not exceed 1 GB in SQLite. */
export function checkpointTable(db: Database): CheckpointTable {
  const removeRow = db.prepare<[string]>('DELETE FROM checkpoints WHERE run_id = ?');
  const insert = db.prepare<[string, number, number, string]>('INSERT INTO checkpoints VALUES (?, ?, ?, ?)');
  const insertTensor = db.prepare<[string, string, string, string, Buffer]>(
    'INSERT INTO checkpoint_tensors VALUES (?, ?, ?, ?, ?)',
  );
  const select = db.prepare<[string], CheckpointRow>(
    'SELECT position, next_index, progress FROM checkpoints WHERE run_id = ?',
  );
  const selectTensors = db.prepare<[string], TensorRow>(
    'SELECT name, dtype, shape, data FROM checkpoint_tensors WHERE run_id = ? ORDER BY rowid',
  );

  return {
    replace(runId, { position, next, progress, state }) {
      removeRow.run(runId);
      insert.run(runId, position, next, JSON.stringify(progress));
      for (const [name, tensor] of Object.entries(state)) {
        insertTensor.run(runId, name, tensor.dtype, JSON.stringify(tensor.shape), toBytes(tensor));
      }
    },
    remove: (runId) => removeRow.run(runId),
    has: (runId) => select.get(runId) !== undefined,
    get(runId) {
      const row = select.get(runId);
      if (!row) return undefined;
      const state = Object.fromEntries(selectTensors.all(runId).map((tensor) => [tensor.name, toTensor(tensor)]));
      return {
        position: row.position,
        next: row.next_index,
        progress: storedJson(row.progress, 'figures of the checkpoint') as Checkpoint['progress'],
        state,
      };
    },
  };
}
