import type { BenchFailure, BenchReport, Measurement } from '../../src-main/bench/report.ts';
import type { GpuOptions } from './options.ts';

/** Everything that the script has found out. */
export interface GpuReport {
  readonly date: string;
  /** Name, driver and memory of each; none without NVIDIA's driver. */
  readonly gpus: readonly string[];
  readonly options: GpuOptions;
  readonly host: BenchReport['host'] | null;
  /** The first contestant of each work is the CPU. */
  readonly checks: readonly Measurement[];
  readonly speeds: readonly Measurement[];
  readonly failures: readonly BenchFailure[];
  readonly peerMissing: string | null;
  readonly seconds: number;
  /** False when the time was over before. */
  readonly isComplete: boolean;
}

function verdict({ difference }: Measurement, { tolerance }: GpuOptions): string {
  if (difference === null) return 'the measure';
  return `${difference.toExponential(1)} ${difference <= tolerance ? 'right' : 'WRONG'}`;
}

const checkLine = (measured: Measurement, options: GpuOptions): string[] => [
  measured.work,
  String(measured.batch),
  measured.contestant,
  verdict(measured, options),
];

const speedLine = ({
  work,
  batch,
  contestant,
  secondsPerBatch,
  imagesPerSecond,
  timeRatio,
  difference,
}: Measurement) => [
  work,
  String(batch),
  contestant,
  (1000 * secondsPerBatch).toPrecision(3),
  String(Math.round(imagesPerSecond * 10) / 10),
  timeRatio === null ? '–' : timeRatio.toFixed(2),
  difference === null ? '–' : difference.toExponential(1),
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The report as Markdown. */
export function tableOf(report: GpuReport): string {
  const { date, gpus, options, host, checks, speeds, failures, peerMissing, seconds, isComplete } = report;
  // Each engine fails once for each work, mostly of the same.
  const reasons = new Set(failures.map(({ contestant, reason }) => `${contestant}: ${reason}`));
  const parts = [
    `${date.slice(0, 10)}, ${gpus.length > 0 ? gpus.join('; ') : 'no GPU of NVIDIA'}${host ? `, ${host.cores} × ${host.cpu}` : ''}; ${seconds.toFixed(0)} s${isComplete ? '' : ', the time was over before the end'}`,
    `Logits after three runs, relative to those of onnx-cpu (right: at most ${options.tolerance}):`,
    table(
      ['work', 'batch', 'engine', 'difference'],
      checks.map((measured) => checkLine(measured, options)),
    ),
    'Speed, contestants in turns (difference: of the logits from those of the first one):',
    table(['work', 'batch', 'contestant', 'ms', 'images/s', '× PyTorch', 'difference'], speeds.map(speedLine)),
    ...[...reasons].map((text) => `- ${text}`),
    ...(peerMissing === null ? [] : [`- ${peerMissing}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}
