import { MultiBar, type SingleBar } from 'cli-progress';
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

/** A bar for each run under way, redrawn in place. */
function terminalView(stream: NodeJS.WriteStream): ProgressView {
  const bars = new MultiBar({
    format: '{name} {bar} {value}/{total} {details}',
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    fps: 10,
  });
  const ofRuns = new Map<string, SingleBar>();
  return {
    show(progress) {
      const { runId, total, done, stage } = progress;
      for (const [id, bar] of ofRuns) {
        if (id === runId || !isOver(bar)) continue;
        bars.remove(bar);
        ofRuns.delete(id);
      }
      const payload = { name: visible(nameOf(progress)), details: visible(stage ?? details(progress)) };
      const bar = ofRuns.get(runId) ?? bars.create(total, done, payload);
      ofRuns.set(runId, bar);
      bar.setTotal(total);
      bar.update(done, payload);
    },
    say: (text) => bars.log(`${visible(text)}\n`),
    close: () => bars.stop(),
  };
}

const isOver = (bar: SingleBar): boolean => bar.getTotal() > 0 && bar.getProgress() >= 1;

/** Of a run, and where it computes, where several are at a time. */
const nameOf = ({ name, place }: RunProgress): string => (place === undefined ? name : `${name} (${place})`);

function plainLine(progress: RunProgress): string {
  const position = progress.total > 0 ? `${progress.done} of ${progress.total}` : '';
  const parts = progress.stage === null ? [position, details(progress)] : [progress.stage];
  return `${nameOf(progress)}: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** A line for each step of setting up and each finished shift, and now and then in between. */
export function plainView(
  write: (line: string) => void,
  intervalMs = 10_000,
  now: () => number = () => performance.now(),
): ProgressView {
  const latest = new Map<string, { readonly progress: RunProgress; readonly shownAt: number }>();
  const finishShift = (progress: RunProgress | undefined): void => {
    if (progress && progress.shiftAccuracy !== null) write(plainLine(progress));
  };
  return {
    show(progress) {
      const before = latest.get(progress.runId);
      if (before?.progress.shift !== progress.shift) finishShift(before?.progress);
      for (const [id, { progress: other }] of latest) {
        if (id === progress.runId || other.total === 0 || other.done < other.total) continue;
        finishShift(other);
        latest.delete(id);
      }
      const isShown =
        progress.stage !== null || (before?.progress.shift === progress.shift && now() - before.shownAt >= intervalMs);
      if (isShown) write(plainLine(progress));
      latest.set(progress.runId, { progress, shownAt: isShown ? now() : (before?.shownAt ?? -Infinity) });
    },
    say: write,
    close() {
      for (const { progress } of latest.values()) finishShift(progress);
      latest.clear();
    },
  };
}

export function progressView(stream: NodeJS.WriteStream = process.stderr): ProgressView {
  return stream.isTTY ? terminalView(stream) : plainView((line) => stream.write(`${visible(line)}\n`));
}
