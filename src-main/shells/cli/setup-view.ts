import { SingleBar } from 'cli-progress';
import type { SetupUnderWay } from '../../../src-shared/engines.ts';

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** Shows how far the set-up of an engine is: a bar in a terminal, a line for each step elsewhere. */
export function setupView(stream: NodeJS.WriteStream = process.stderr): {
  show(state: SetupUnderWay): void;
  close(): void;
} {
  let last = '';
  if (!stream.isTTY) {
    return {
      show({ text, totalBytes }) {
        if (text === last) return;
        last = text;
        stream.write(totalBytes > 1 ? `${text} (${megabytes(totalBytes)} MB in all) …\n` : `${text} …\n`);
      },
      close: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: '{text} {bar} {value}/{total} MB',
    ...{ stream, hideCursor: true, clearOnComplete: true, barsize: 24, fps: 10 },
  });
  bar.start(1, 0, { text: '' });
  return {
    show({ text, doneBytes, totalBytes }) {
      bar.setTotal(Math.max(1, megabytes(totalBytes)));
      bar.update(megabytes(doneBytes), { text });
    },
    close: () => bar.stop(),
  };
}
