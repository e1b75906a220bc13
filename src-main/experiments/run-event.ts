import type { GradientRecord } from '../../src-shared/gradient-records.ts';
import type { BatchRecord, ShiftSummary, SkippedImage } from '../../src-shared/records.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { NewShift } from '../store/store.ts';

/** Events of a run. */
export type RunEvent =
  | { readonly type: 'stage'; readonly text: string }
  | { readonly type: 'shift-started'; readonly shift: NewShift }
  | {
      readonly type: 'batch';
      readonly position: number;
      readonly batch: BatchRecord;
      /** Packed records of its images (`image-records.ts`), where the run keeps them. */
      readonly images?: Uint8Array<ArrayBuffer>;
      /** How much each of them counted in the update, where the run keeps records and the method selects or weighs images. */
      readonly weights?: Float32Array<ArrayBuffer>;
      readonly gradients?: GradientRecord;
    }
  | { readonly type: 'shift-finished'; readonly position: number; readonly summary: ShiftSummary }
  | { readonly type: 'skipped'; readonly images: SkippedImage[] }
  | { readonly type: 'log'; readonly level: 'warning'; readonly text: string }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint };
