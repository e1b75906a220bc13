import { formatCount } from '../format.ts';

export const suite = {
  title: 'Suite',
  seeds: 'Seeds',
  seedsHelp: 'Numbers or ranges, e.g. 2020–2022. With several, each cell is mean ± std.',
  seedsProblem: 'Enter whole numbers or ranges, separated by commas; at most 50.',
  rows: 'Rows',
  columns: 'Columns',
  corruptions: 'Corruptions',
  images: 'Images per shift',
  imagesHelp: 'Another number makes runs and a table of their own; so do other corruptions.',
  allImages: 'all',
  all: 'All',
  /** e.g. `Rows: all 9`, `Rows: TENT`, `Columns: 3 of 16`. */
  part: (what: string, chosen: readonly string[], all: number) => {
    if (chosen.length === 0) return `${what}: all ${all}`;
    return `${what}: ${chosen.length === 1 ? chosen[0]! : `${chosen.length} of ${all}`}`;
  },
  start: 'Start',
  resume: 'Run missing',
  stop: 'Stop',
  started: (count: number) => (count === 0 ? 'All runs are done already.' : `${formatCount(count, 'run')} queued.`),
  stopped: 'Stopped. Results so far are kept.',
  estimate: (runs: number, duration: string) => `${formatCount(runs, 'run')} to do, about ${duration}`,
  estimating: 'estimating the time …',
  estimateUnknown: (runs: number) => `${formatCount(runs, 'run')} to do`,
  nothingToDo: 'All runs done',
  nothingChosenToDo: 'those chosen are done',
  noRuns: 'No data chosen for this suite yet',
  table: 'Table',
  tableNote: 'Best of a column in bold, second underlined. A cell opens its runs.',
  notes: 'Omitted or different',
  pretrainings: 'Pre-trained first',
  tableNotePublished: 'Small: published value and Δ vs. it.',
  exportAs: 'Export table',
  csv: 'CSV',
  markdown: 'Markdown',
  latex: 'LaTeX',
  runsCsv: 'Its runs with all figures and settings (CSV)',
  status: { missing: 'not run', queued: 'queued', running: 'running', failed: 'failed', done: 'done' },
  deviation: 'standard deviation',
  openRuns: (row: string, column: string, text: string) => `${row}, ${column}: ${text}`,
} as const;
