import type { Database } from 'better-sqlite3';
import { attemptTable } from './attempt-table.ts';
import { checkpointTable } from './checkpoint-table.ts';
import { deletionTable } from './deletion-table.ts';
import { gradientTable } from './gradient-table.ts';
import { imageTable } from './image-table.ts';
import { journalTable } from './journal-table.ts';
import { pretrainTable } from './pretrain-table.ts';
import { runTable } from './run-table.ts';
import { shiftTable } from './shift-table.ts';
import { sourceTable } from './source-table.ts';
import { valueTable } from './value-table.ts';
import { weightTable } from './weight-table.ts';

/** All tables of a store. Their methods take full ids and leave transactions to the caller. */
export type Tables = ReturnType<typeof openTables>;

export function openTables(db: Database) {
  return {
    runs: runTable(db),
    attempts: attemptTable(db),
    shifts: shiftTable(db),
    images: imageTable(db),
    weights: weightTable(db),
    gradients: gradientTable(db),
    pretraining: pretrainTable(db),
    checkpoints: checkpointTable(db),
    journal: journalTable(db),
    sources: sourceTable(db),
    values: valueTable(db),
    deletions: deletionTable(db),
  };
}
