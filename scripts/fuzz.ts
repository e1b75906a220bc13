/* npm run fuzz: damaged files and messages against all that takes them from strangers; see test/fuzz/targets. */
import { parseArgs } from 'node:util';
import { fuzz, type RoundResult } from '../test/fuzz/fuzz.ts';
import { targets } from '../test/fuzz/targets/index.ts';

const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    target: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '120' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run fuzz -- [options]
  --target NAME   only this one; may be given several times. Targets: ${targets.map(({ name }) => name).join(', ')}
  --cases N       cases of each target (2000)
  --seconds N     at most so long for each target (120)
  --seed N        other cases (1)
  --first N       begin with this case, to repeat one (0)`;

/** Longest that an answer may take which doesn't say that it is slow. */
const patienceMs = 1000;

function report({ target, cases, outcomes, failures, slowestMs, slowestCase }: RoundResult): boolean {
  const counts = Object.entries(outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ${count}`);
  console.log(`${target}: ${cases} cases, ${counts.join(', ')}; slowest ${Math.round(slowestMs)} ms`);
  for (const { case: index, error } of failures.slice(0, 10)) {
    console.log(`  case ${index}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  if (failures.length > 10) console.log(`  and ${failures.length - 10} more`);
  if (slowestMs > patienceMs) console.log(`  case ${slowestCase} took ${(slowestMs / 1000).toFixed(1)} s`);
  return failures.length === 0 && slowestMs <= patienceMs;
}

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const unknown = (flags.target ?? []).find((name) => !targets.some((target) => target.name === name));
  if (unknown !== undefined) {
    console.log(`There is no target '${unknown}'.\n${usage}`);
    return 2;
  }
  const chosen = targets.filter(({ name }) => flags.target?.includes(name) ?? true);
  const [seed, cases, first, seconds] = [flags.seed, flags.cases, flags.first, flags.seconds].map(Number);
  let good = true;
  let total = 0;
  for (const target of chosen) {
    const result = await fuzz(target, { seed: seed!, cases: cases!, first: first!, seconds: seconds! });
    total += result.cases;
    good = report(result) && good;
  }
  console.log(`${total} cases with seed ${seed!}: ${good ? 'nothing wrong' : 'something is wrong'}`);
  return good ? 0 : 1;
}

process.exitCode = await main();
