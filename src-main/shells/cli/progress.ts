import { SingleBar } from 'cli-progress';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import { duration, percent } from './format.ts';
import { visible } from './visible.ts';

/** Shows how runs get on, on stderr. */
export interface ProgressView {
  show(progress: RunProgress): void;
  /** A sentence beside the progress. */
  say(text: string): void;
  close(): void;
}

/** The stream under way with its accuracy, and where it is not the only one, the mean over the streams so far. */
function details({ shift, shiftAccuracy, soFar, secondsLeft }: RunProgress): string {
  const mean = soFar?.averageTop1 ?? null;
  return [
    shift === null ? '' : shiftAccuracy === null ? shift : `${shift} ${percent(shiftAccuracy)} %`,
    mean === null || mean === shiftAccuracy ? '' : `mean ${percent(mean)} %`,
    secondsLeft === null ? '' : `${duration(secondsLeft)} left`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** A bar that is redrawn in place. */
function terminalView(stream: NodeJS.WriteStream): ProgressView {
  const bar = new SingleBar({
    format: '{name} {bar} {value}/{total} {details}',
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    fps: 10,
  });
  let runId: string | undefined;
  return {
    show(progress) {
      const payload = { name: visible(progress.name), details: visible(progress.stage ?? details(progress)) };
      if (runId !== progress.runId) {
        bar.stop();
        bar.start(progress.total, progress.done, payload);
        runId = progress.runId;
        return;
      }
      bar.setTotal(progress.total);
      bar.update(progress.done, payload);
    },
    say(text) {
      bar.stop();
      // The bar is drawn anew below the sentence.
      runId = undefined;
      stream.write(`${visible(text)}\n`);
    },
    close: () => bar.stop(),
  };
}

function plainLine(progress: RunProgress): string {
  const position = progress.total > 0 ? `${progress.done} of ${progress.total}` : '';
  const parts = progress.stage === null ? [position, details(progress)] : [progress.stage];
  return `${progress.name}: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** A line for each step of setting up and each finished shift, and now and then in between. */
export function plainView(
  write: (line: string) => void,
  intervalMs = 10_000,
  now: () => number = () => performance.now(),
): ProgressView {
  let last: RunProgress | undefined;
  let shownAt = -Infinity;
  const show = (progress: RunProgress): void => {
    shownAt = now();
    write(plainLine(progress));
  };
  const finishShift = (): void => {
    if (last && last.shiftAccuracy !== null) show(last);
  };
  return {
    show(progress) {
      const elsewhere = last?.runId !== progress.runId || last.shift !== progress.shift;
      if (elsewhere) finishShift();
      if (progress.stage !== null || (!elsewhere && now() - shownAt >= intervalMs)) show(progress);
      last = progress;
    },
    say: write,
    close() {
      finishShift();
      last = undefined;
    },
  };
}

export function progressView(stream: NodeJS.WriteStream = process.stderr): ProgressView {
  return stream.isTTY ? terminalView(stream) : plainView((line) => stream.write(`${visible(line)}\n`));
}
