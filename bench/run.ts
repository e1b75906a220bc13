// node bench/run.ts [--models quickstart,vit-b16] [--works forward,tent,sar,…] [--engines onnx-cpu,wasm]
//   [--batches 1,8] [--threads 2] [--rounds 5] [--seconds 1] [--no-peer] [--json]
// The benchmark of `lab bench` without the rest of the lab's command line.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runBench } from '../src-main/lab/bench/bench.ts';
import type { BenchOptionsInput } from '../src-main/lab/bench/plan.ts';
import { benchTable, relativeCostTable } from '../src-main/lab/bench/report.ts';
import { toLabError } from '../src-shared/errors.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    models: { type: 'string' },
    works: { type: 'string' },
    engines: { type: 'string' },
    batches: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    peer: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
});

const list = (text: string | undefined): string[] | undefined => text?.split(',');
const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

try {
  const report = await runBench(
    {
      models: list(values.models),
      works: list(values.works),
      engines: list(values.engines),
      batches: list(values.batches)?.map(Number),
      threads: number(values.threads),
      rounds: number(values.rounds),
      secondsPerTurn: number(values.seconds),
      peer: values.peer,
    } as BenchOptionsInput,
    (text) => process.stderr.write(`${text}\n`),
  );
  if (values.json) {
    console.log(JSON.stringify(report, null, 2));
  } else {
    for (const { head, rows } of [benchTable(report), relativeCostTable(report)]) {
      if (rows.length === 0) continue;
      const table = new Table({ head, style: { head: [], border: [] } });
      table.push(...rows);
      console.log(table.toString());
    }
    for (const { contestant, model, work, batch, reason } of report.failures) {
      console.log(`${contestant} could not do ${model}, ${work}, batch ${batch}: ${reason}`);
    }
    if (report.peerMissing !== null) console.log(report.peerMissing);
  }
} catch (error) {
  const { message, hint } = toLabError(error);
  process.stderr.write(`Error: ${message}${hint === undefined ? '' : `\n  ${hint}`}\n`);
  process.exitCode = 1;
}
