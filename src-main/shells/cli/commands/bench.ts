import { runBench } from '../../../lab/bench/bench.ts';
import type { BenchOptionsInput } from '../../../lab/bench/plan.ts';
import { benchTable, relativeCostTable } from '../../../lab/bench/report.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';
import { render } from '../tables.ts';

export interface BenchFlags extends CommonOptions, Omit<BenchOptionsInput, 'secondsPerTurn'> {
  readonly seconds?: number;
}

/** Columns of the tables that are text: model, work, batch and engine. */
const textColumns = 4;

export async function benchCommand(flags: BenchFlags): Promise<void> {
  const { dataDir: _dataDir, json, debug: _debug, seconds, ...options } = flags;
  const turn = seconds === undefined ? {} : { secondsPerTurn: seconds };
  const report = await runBench({ ...options, ...turn }, note);
  if (json) {
    printJson(report);
    return;
  }
  print(`${report.host.cpu}, ${report.host.cores} cores, ${report.host.platform}, Node ${report.host.node}`);
  for (const { head, rows } of [benchTable(report), relativeCostTable(report)]) {
    if (rows.length > 0) print(render(head, rows, textColumns));
  }
  for (const { contestant, model, work, batch, reason } of report.failures) {
    print(`${contestant} (${model}, ${work}, batch ${batch}): ${reason}`);
  }
  if (report.peerMissing !== null) print(`PyTorch did not take part: ${report.peerMissing}`);
}
