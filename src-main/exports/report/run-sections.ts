import { pretrainCommand } from '../../../src-shared/pretrain-command.ts';
import { protocolLines, type ProtocolLine } from '../../../src-shared/comparison/protocol-lines.ts';
import type { ComparisonRow } from '../../../src-shared/comparison/rows.ts';
import { seedOf } from '../../../src-shared/external-run.ts';
import { formatDateTime, formatDuration } from '../../../src-shared/format.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { provenanceSchema, type Provenance } from '../../../src-shared/provenance.ts';
import type { AdaptRun, RunRecord } from '../../../src-shared/records.ts';
import { runCommand } from '../../../src-shared/run-command.ts';
import { headlineOf } from '../../../src-shared/run-figures.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';
import type { RepeatSection, WordsSection } from './sections.ts';

/** Name of a run among all others. */
export type NameOf = (run: RunRecord) => string;
type OptionLabel = (method: string, option: string) => string;

/** Names of runs and of their settings. */
export interface RunWords {
  readonly nameOf: NameOf;
  readonly optionLabel: OptionLabel;
}

const recorded = Object.keys(provenanceSchema.shape) as (keyof Provenance)[];

const topics = { method: 'Method', protocol: 'Protocol', computer: 'Computer' } as const;
/** Of more rows each stands in a line of its own, with the settings that it has. */
const mostBeside = 6;

const byTopic = <Line extends { readonly topic: keyof typeof topics }>(
  lines: readonly Line[],
  cells: (line: Line) => string[],
): WordsSection['groups'] =>
  Object.entries(topics).flatMap(([topic, heading]) => {
    const own = lines.filter((line) => line.topic === topic);
    return own.length === 0 ? [] : [{ heading, rows: own.map(cells) }];
  });

/** Settings that differ: beside each other, or line by line where there are many rows. */
function differences(
  rows: readonly ComparisonRow[],
  lines: readonly ProtocolLine[],
  runs: readonly AdaptRun[],
): WordsSection {
  const placeOf = new Map(runs.map(({ id }, place) => [id, place]));
  const valuesOf = ({ values }: ProtocolLine, row: ComparisonRow): string =>
    [...new Set(row.runs.map(({ run }) => values[placeOf.get(run.id)!] ?? '–'))].join(', ');
  const shared = {
    kind: 'words',
    part: 'protocol',
    title: 'Protocol',
    name: 'settings-that-differ',
    caption: 'Settings that differ',
  } as const;
  if (rows.length <= mostBeside) {
    return {
      ...shared,
      columns: ['Setting', ...rows.map(({ label }) => label)],
      groups: byTopic(lines, (line) => [line.label, ...rows.map((row) => valuesOf(line, row))]),
    };
  }
  const settingRows = rows.map((row) => {
    const own = lines.map((line) => ({ label: line.label, value: valuesOf(line, row) }));
    const words = own.filter(({ value }) => value !== '–').map(({ label, value }) => `${label}: ${value}`);
    return [row.label, words.join('; ')];
  });
  return { ...shared, columns: ['Method', 'Its settings'], groups: [{ heading: '', rows: settingRows }] };
}

/** How runs were tested: the settings that differ, then those that all have. */
export function protocolSections(rows: readonly ComparisonRow[], optionLabel: OptionLabel): WordsSection[] {
  const runs = rows.flatMap((row) => row.runs.map(({ run }) => run));
  if (runs.length === 0) return [];
  // Software, computer and files of a run stand with its provenance.
  const lines = protocolLines(runs, optionLabel).filter(
    ({ topic, key }) => topic !== 'computer' && !recorded.some((name) => name === key),
  );
  const same = lines.filter(({ differs, values }) => !differs && values.some((value) => value !== null));
  const differing = lines.filter(({ differs, key }) => differs && key !== 'seed');
  return [
    ...(differing.length > 0 ? [differences(rows, differing, runs)] : []),
    {
      kind: 'words',
      part: 'protocol',
      title: 'Protocol',
      name: 'settings',
      caption: runs.length === 1 ? 'Settings' : 'Settings that all runs share',
      columns: ['Setting', 'Value'],
      groups: byTopic(same, ({ label, values }) => [label, values.find((value) => value !== null)!]),
    },
  ];
}

/** With what, where and on what runs computed; of what differs, which runs had it. */
function provenanceRows(runs: readonly RunRecord[]): string[][] {
  return recorded.flatMap((key) => {
    const { label } = settingMeta(key, provenanceSchema.shape[key]);
    const texts = runs.flatMap(({ id, provenance }) => {
      const value = provenance?.[key];
      return value === undefined || value === null ? [] : [{ id, text: String(value) }];
    });
    const byText = [...Map.groupBy(texts, ({ text }) => text)];
    return byText.map(([text, own]) => [
      label,
      text,
      own.length === runs.length ? 'all runs' : own.map(({ id }) => id).join(', '),
    ]);
  });
}

/** Which runs are reported, when they ran, and with what. */
export function provenanceSections(runs: readonly RunRecord[], nameOf: NameOf): WordsSection[] {
  const shared = { kind: 'words', part: 'provenance', title: 'Provenance' } as const;
  const time = (text: string | null): string => (text === null ? '–' : formatDateTime(text));
  const record = (run: RunRecord): string[] => {
    const { seconds } = headlineOf(run);
    const seed = run.kind === 'adapt' ? seedOf(run) : run.config.seed;
    return [
      run.id,
      nameOf(run),
      seed === null ? '–' : String(seed),
      run.status,
      time(run.startedAt),
      time(run.finishedAt),
      seconds === null ? '–' : formatDuration(seconds),
    ];
  };
  return [
    {
      ...shared,
      name: 'runs',
      caption: 'Runs',
      columns: ['Run', 'Name', 'Seed', 'Status', 'Started', 'Finished', 'Time'],
      groups: [{ heading: '', rows: runs.map(record) }],
    },
    {
      ...shared,
      name: 'provenance',
      caption: 'With what they ran: versions, engine, machine, and SHA-256 of models and images',
      columns: ['What', 'Value', 'Of'],
      groups: [{ heading: '', rows: provenanceRows(runs) }],
    },
  ];
}

/** None for results from elsewhere, and for a pre-training whose settings are of another version of the lab. */
function commandOf(run: RunRecord): string | undefined {
  if (run.kind === 'adapt') return run.external ? undefined : runCommand(run.config);
  const { data } = pretrainConfigSchema.safeParse(run.config);
  return data && pretrainCommand(data);
}

/** Commands that reproduce runs: a command and a configuration for each. @param first commands for all runs at once */
export function repeatSection(
  runs: readonly RunRecord[],
  nameOf: NameOf,
  first: RepeatSection['commands'] = [],
): RepeatSection {
  const own = runs.flatMap((run) => {
    const command = commandOf(run);
    return command === undefined ? [] : [{ run, name: `${nameOf(run)} (${run.id})`, command }];
  });
  return {
    kind: 'repeat',
    part: 'repeat',
    title: 'To repeat it',
    commands: [...first, ...own.map(({ name, command }) => ({ name, command }))],
    files: Object.fromEntries(
      own.map(({ run }) => [`${run.id}.config.json`, `${JSON.stringify(run.config, null, 2)}\n`]),
    ),
  };
}
