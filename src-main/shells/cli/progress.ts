import { SingleBar } from 'cli-progress';
import type { RunProgress } from '../../lab/progress.ts';
import { duration, percent } from './format.ts';

/** Shows how runs get on, on stderr. */
export interface ProgressView {
  show(progress: RunProgress): void;
  close(): void;
}

function details({ shift, accuracy, secondsLeft }: RunProgress): string {
  return [
    shift ?? '',
    accuracy === null ? '' : `${percent(accuracy)} %`,
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
      const payload = { name: progress.name, details: progress.stage ?? details(progress) };
      if (runId !== progress.runId) {
        bar.stop();
        bar.start(progress.total, progress.done, payload);
        runId = progress.runId;
        return;
      }
      bar.setTotal(progress.total);
      bar.update(progress.done, payload);
    },
    close: () => bar.stop(),
  };
}

/** A line whenever something else begins, and now and then in between. */
export function plainView(
  write: (line: string) => void,
  intervalMs = 10_000,
  now: () => number = () => performance.now(),
): ProgressView {
  let shown: { readonly about: string; readonly at: number } | undefined;
  return {
    show(progress) {
      const about = [progress.runId, progress.stage, progress.shift].join();
      if (shown?.about === about && now() - shown.at < intervalMs) return;
      shown = { about, at: now() };
      const position = progress.total > 0 ? `${progress.done} of ${progress.total}` : '';
      const parts = progress.stage === null ? [position, details(progress)] : [progress.stage];
      write(`${progress.name}: ${parts.filter((part) => part !== '').join(', ')}`);
    },
    close: () => undefined,
  };
}

export function progressView(stream: NodeJS.WriteStream = process.stderr): ProgressView {
  return stream.isTTY ? terminalView(stream) : plainView((line) => stream.write(`${line}\n`));
}
