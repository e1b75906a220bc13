import { LabError } from '../../../src-shared/errors.ts';
import type { Results, ResultStream } from '../../../src-shared/external-run.ts';
import { methodNamed, readArguments, protocolOf, type Arguments } from './arguments.ts';
import { shiftNamed } from './shift-name.ts';
import { linesOf } from './table.ts';
import { inPercent, readValue } from './units.ts';

/** A line of a log with the accuracy of a stream. */
interface LogFormat {
  readonly name: string;
  /** With the groups `shift` and `top1` or `error`, and maybe `top5`, `ece`, `images` and `method`. */
  readonly line: RegExp;
}

const number = String.raw`[-+.\w]+`;

/** How the public reference implementations log a stream that is done; accuracies and errors in percent, ECE as a fraction. */
const formats: readonly LogFormat[] = [
  {
    name: 'log of EATA or FOA',
    line: new RegExp(
      `Under shift type (?<shift>\\S+) After (?<method>\\S+) Top-1 Accuracy: (?<top1>${number}) and Top-5 Accuracy: (?<top5>${number})(?: and ECE: (?<ece>${number}))?`,
    ),
  },
  {
    name: 'log of SAR or DeYO',
    line: new RegExp(
      `Result under (?<shift>\\S+)\\. (?:The (?:adaptation|adapttion) accuracy of (?<method>\\S+) is|Original Accuracy \\(no adapt\\) is|After (?<other>\\S+) Adapt: Accuracy:) +top1:? (?<top1>${number}) and top5:? (?<top5>${number})`,
    ),
  },
  {
    name: 'log of RobustBench, TENT or CoTTA',
    line: /[Ee]rror % \[(?<shift>[a-z_]+\d?)\](?:\[#samples=(?<images>\d+)\])?: (?<error>[-+.\w]+)%/,
  },
];

/** Reads `nan` and `inf` too, so that they are refused by name. */
const percentOf = (text: string, where: string): number => inPercent([readValue(text, where)], 'percent')[0]!;

interface LogLine {
  readonly where: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** Those of the latest line of arguments before it. */
  readonly arguments: Arguments;
}

/** The lines of one format, with the arguments in force at each. */
function matching(lines: readonly string[], { line: pattern }: LogFormat, name: string): LogLine[] {
  let latest: Arguments = new Map();
  return lines.flatMap((line, index) => {
    latest = readArguments(line) ?? latest;
    const groups = pattern.exec(line)?.groups;
    return groups ? [{ where: `line ${index + 1} of ${name}`, groups, arguments: latest }] : [];
  });
}

function streamOf({ where, groups, arguments: given }: LogLine, severity: number | undefined): ResultStream {
  const { shift: called = '', other, top1, top5, ece, error, images } = groups;
  const level = Number(given.get('level') ?? Number.NaN);
  // SAR's code for EATA has computed its Fisher information by then, and calls every corruption `original`.
  const shift = called === 'original' && other !== undefined ? (given.get('corruption') ?? called) : called;
  const said = Number.isInteger(level) && level >= 1 && level <= 5 ? level : severity;
  return {
    ...shiftNamed(shift, said, where),
    top1: top1 === undefined ? 100 - percentOf(error!, where) : percentOf(top1, where),
    top5: top5 === undefined ? null : percentOf(top5, where),
    ece: ece === undefined ? null : inPercent([readValue(ece, where)], 'fraction')[0]!,
    images: images === undefined ? null : Number(images),
    batches: [],
  };
}

/** @throws LabError `bad-input` where a log goes through the same stream again */
function requireOnce(read: readonly { readonly line: LogLine; readonly stream: ResultStream }[]): void {
  const seen = new Map<string, string>();
  for (const { line, stream } of read) {
    const key = `${stream.corruption}/${stream.severity}`;
    const before = seen.get(key);
    if (before !== undefined) {
      const message = `'${stream.corruption}' at severity ${stream.severity} comes twice (${before} and ${line.where}).`;
      throw new LabError('bad-input', message, 'Give the part of the log that is one run.');
    }
    seen.set(key, line.where);
  }
}

/**
 * Reads accuracies from the log of a reference implementation; undefined where it is none that the lab knows.
 * @param severity of streams whose severity the log doesn't say
 * @throws LabError `bad-input` in one sentence
 */
export function readLog(
  text: string,
  { name, severity }: { name: string; severity: number | undefined },
): Results | undefined {
  const lines = linesOf(text);
  for (const format of formats) {
    const found = matching(lines, format, name);
    if (found.length === 0) continue;
    const read = found.map((line) => ({ line, stream: streamOf(line, severity) }));
    const corrupted = read.filter(({ stream }) => stream.corruption !== 'clean');
    // EATA's continual runs go through clean images after each corruption; its tables don't count them.
    const counted = corrupted.length > 0 ? corrupted : read;
    requireOnce(counted);
    const last = found.at(-1)!;
    const methods = new Set(found.flatMap(({ groups }) => groups['method'] ?? groups['other'] ?? []));
    const [method] = methods.size === 1 ? methods : [];
    return {
      format: format.name,
      streams: counted.map(({ stream }) => stream),
      protocol: { ...(method === undefined ? {} : { method: methodNamed(method) }), ...protocolOf(last.arguments) },
      notices: counted.length < read.length ? ['Streams of clean images between the corruptions were left out.'] : [],
    };
  }
  return undefined;
}
