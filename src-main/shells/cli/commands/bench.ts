import { runBench } from '../../../bench/bench.ts';
import { nightlyBench, nightlyMemory, type BenchOptionsInput } from '../../../bench/bench-plan.ts';
import { benchTable, dataPathTable, dataPathText, relativeCostTable, type BenchReport } from '../../../bench/report.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';
import { render } from '../run-tables.ts';

export interface BenchFlags extends CommonOptions, Omit<BenchOptionsInput, 'secondsPerTurn'> {
  readonly seconds?: number;
  readonly nightly?: boolean;
}

/** Columns of the tables that are text: model, work, batch and engine. */
const textColumns = 4;

export async function benchCommand(flags: BenchFlags): Promise<void> {
  const { dataDir: _dataDir, json, debug: _debug, seconds, nightly = false, ...options } = flags;
  const turn = seconds === undefined ? {} : { secondsPerTurn: seconds };
  const preset = nightly ? structuredClone<BenchOptionsInput>(nightlyInput) : {};
  const report = await runBench({ ...preset, ...options, ...turn }, note);
  if (json) printJson(report);
  else printReport(report);
  if (nightly) checkMemory(report);
}

const { models, works, batches, ...settings } = nightlyBench;
const nightlyInput: BenchOptionsInput = { models: [...models], works: [...works], batches: [...batches], ...settings };

function printReport(report: BenchReport): void {
  print(`${report.host.cpu}, ${report.host.cores} cores, ${report.host.platform}, Node ${report.host.node}`);
  for (const { head, rows } of [benchTable(report), relativeCostTable(report)]) {
    if (rows.length > 0) print(render(head, rows, textColumns));
  }
  const data = dataPathText(report);
  if (data !== undefined) print(data);
  const { head, rows } = dataPathTable(report);
  if (rows.length > 0) print(render(head, rows, textColumns));
  for (const { contestant, model, work, batch, reason } of report.failures) {
    print(`${contestant} (${model}, ${work}, batch ${batch}): ${reason}`);
  }
  if (report.peerMissing !== null) print(`PyTorch did not take part: ${report.peerMissing}`);
}

/** Says what the largest of the lab's own processes took, and fails where it is more than it may be. */
function checkMemory({ measurements, failures }: BenchReport): void {
  const peaks = measurements.filter(({ contestant }) => contestant !== 'pytorch').map(({ peakBytes }) => peakBytes);
  const peak = Math.max(0, ...peaks);
  const text = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const within = peak <= nightlyMemory;
  note(`Peak memory ${text(peak)}, ${within ? 'within' : 'more than'} the ${text(nightlyMemory)} that it may take.`);
  if (!within || failures.length > 0) process.exitCode = 1;
}
