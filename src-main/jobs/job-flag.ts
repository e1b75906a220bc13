import type { RunControl } from '../experiments/control.ts';

export type JobAction = 'pause' | 'resume' | 'stop';

const going = 0;
const paused = 1;
const stopped = 2;
const values: Record<JobAction, number> = { pause: paused, resume: going, stop: stopped };

/** A flag in shared memory: set by the process's main thread, read by the job's thread between two batches. */
export class JobFlag {
  readonly memory: SharedArrayBuffer;
  private readonly cell: Int32Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.cell = new Int32Array(memory);
  }

  set(action: JobAction): void {
    Atomics.store(this.cell, 0, values[action]);
    Atomics.notify(this.cell, 0);
  }

  get isPaused(): boolean {
    return Atomics.load(this.cell, 0) === paused;
  }

  get isStopped(): boolean {
    return Atomics.load(this.cell, 0) === stopped;
  }

  /** Blocks the calling thread while the job is paused. */
  waitWhilePaused(): void {
    while (this.isPaused) Atomics.wait(this.cell, 0, paused);
  }
}

/** The control of a job on its own thread, where nothing else needs to go on during a pause. */
export function controlOf(flag: JobFlag, onChange: (change: 'paused' | 'resumed') => void): RunControl {
  return {
    mayContinue: () => {
      if (flag.isPaused) {
        onChange('paused');
        flag.waitWhilePaused();
        if (!flag.isStopped) onChange('resumed');
      }
      return Promise.resolve(!flag.isStopped);
    },
  };
}
