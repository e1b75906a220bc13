import type { RunDetails } from '../../../src-shared/api/runs.ts';
import {
  answerSeries,
  distanceSeries,
  responseAxisOf,
  responseName,
  responseRows,
  responseScale,
  sliceSeries,
} from '../../../src-shared/charts/response-series.ts';
import { commandText } from '../../../src-shared/command-words.ts';
import { fitText } from '../../../src-shared/generator/csv.ts';
import { generatorWords as words } from '../../../src-shared/generator/generator-words.ts';
import type { GeneratorView, Response } from '../../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';
import { heatSection, lineSection } from './figure-sections.ts';
import { gradientFigures } from './gradient-figures.ts';
import { reportRows } from './make-sections.ts';
import { protocolSections, provenanceSections, repeatSection, type RunWords } from './run-sections.ts';
import type { FigureSection, Section, TextSection, WordsSection } from './sections.ts';

/** A generator, a run with its records, or both. */
export interface OpenedGenerator {
  readonly view: GeneratorView | undefined;
  readonly details: RunDetails | undefined;
  readonly records: readonly GradientRecord[];
  /** Names of the run's streams by position. */
  readonly streams: ReadonlyMap<number, string>;
}

/** One of those that are reported, with its name and the suffix of its files' names. */
interface Side extends OpenedGenerator {
  readonly label: string;
  readonly suffix: string;
  /** Whether another stands beside it. */
  readonly beside: boolean;
}

type Laid = Side & { readonly view: GeneratorView };

const r2Text = (r2: number | null): string => (r2 === null ? '–' : r2.toFixed(3));
const kindTexts = { gml: 'gradient memory layer', lstm: 'LSTM' } as const;

/** Distinct names of generators and runs. */
export function sideLabels(opened: readonly OpenedGenerator[], { nameOf }: Pick<RunWords, 'nameOf'>): string[] {
  const runNames = opened.map(({ details }) => (details ? nameOf(details.run) : undefined));
  const names = opened.map(({ view }, i) => view?.name ?? runNames[i] ?? '');
  const apart = (own: readonly string[]): boolean => new Set(own).size === own.length;
  if (apart(names)) return names;
  const withRuns = opened.map(({ view }, i) => [view?.name, runNames[i]].filter(Boolean).join(', '));
  return apart(withRuns) ? withRuns : withRuns.map((name, i) => `${name} (${i + 1})`);
}

const nearestOf = ({ fits, nearest }: Response) => fits.find(({ kind }) => kind === nearest);

/** Description of the response at the start of a stream, in sentences. */
function summaryOf(laid: readonly Laid[]): TextSection[] {
  const lines = laid.flatMap(({ label, view }) => {
    const response = view.responses[0];
    const best = response && nearestOf(response);
    return best
      ? [
          `${label} answers at the ${words.responses['start']!} most like ${fitText(best)} (R²\u00a0${r2Text(best.r2)}).`,
        ]
      : [];
  });
  return lines.length === 0 ? [] : [{ kind: 'text', part: 'summary', title: 'Result', tone: 'plain', lines }];
}

/** The hand-made optimisers that responses are compared with. */
function fitsSection(laid: readonly Laid[]): WordsSection[] {
  const fits = laid[0]?.view.responses[0]?.fits ?? [];
  if (fits.length === 0) return [];
  return [
    {
      ...{ kind: 'words', part: 'tables', title: words.nearest, name: 'fits' },
      caption: `Least-squares fits to the response over [−5, 5]²: ${fits.map(({ kind }) => words.fits[kind]).join('; ')}`,
      columns: [words.memory, words.fit, ...fits.map(({ kind }) => words.r2(kind))],
      groups: laid.map(({ label, view }) => ({
        heading: laid.length > 1 ? label : '',
        rows: view.responses.map((response) => {
          const best = nearestOf(response);
          return [
            responseName(response),
            best ? fitText(best) : words.none,
            ...response.fits.map(({ r2 }) => r2Text(r2)),
          ];
        }),
      })),
    },
  ];
}

const captionOf = ({ label, beside }: Side, text: string): string => (beside ? `${label}: ${text}` : text);

/** The response surface with each memory. */
function surfaces(laid: readonly Laid[]): FigureSection[] {
  const most = Math.max(0, ...laid.map(({ view }) => view.responses.length));
  return Array.from({ length: most }, (_, place) => place).flatMap((place) =>
    laid.flatMap((side) => {
      const response = side.view.responses[place];
      if (!response) return [];
      return [
        heatSection({
          ...{ name: `response-${response.id}${side.suffix}`, title: words.response, beside: true },
          caption: captionOf(side, `u over x₁ and x₂; memory: ${responseName(response)}.`),
          rows: responseRows(side.view, response),
          x: responseAxisOf(side.view, words.x1),
          y: responseAxisOf(side.view, words.x2),
          scale: responseScale,
          valueLabel: words.update,
        }),
      ];
    }),
  );
}

/** Slices, answers to sequences of gradients, and how far the memory goes. */
function curves(laid: readonly Laid[]): FigureSection[] {
  const format = 'number' as const;
  const start = words.responses['start']!;
  const ofSteps = { xLabel: words.step, xFormat: 'count', format } as const;
  const kinds = [
    (side: Laid) => ({
      ...{ name: `slices${side.suffix}`, title: words.slices, beside: side.beside },
      caption: captionOf(side, `The response at the ${start} along lines through it.`),
      series: side.view.responses[0] ? sliceSeries(side.view, side.view.responses[0]) : [],
      ...{ xLabel: 'x', xFormat: format, yLabel: words.update, format },
    }),
    (side: Laid) => ({
      ...{ name: `sequences${side.suffix}`, title: words.sequences, beside: side.beside, ...ofSteps },
      caption: captionOf(side, 'u after each gradient, with the memory and with the memory frozen at its start.'),
      ...{ series: answerSeries(side.view), yLabel: words.update },
    }),
    (side: Laid) => ({
      ...{ name: `memory-distance${side.suffix}`, title: words.distance, beside: side.beside, ...ofSteps },
      caption: captionOf(side, 'How far the memory of a parameter goes in each sequence.'),
      ...{ series: distanceSeries(side.view), yLabel: words.distance },
    }),
  ];
  return kinds.flatMap((chartOf) => laid.map((side) => lineSection(chartOf(side))));
}

/** Which generators they are. */
function generatorsSection(laid: readonly Laid[]): WordsSection[] {
  if (laid.length === 0) return [];
  return [
    {
      ...{ kind: 'words', part: 'provenance', title: 'Provenance', name: 'generators', caption: 'Generators' },
      columns: ['Generator', 'Kind', 'Size', 'SHA-256', 'As configurations name it'],
      groups: [
        {
          heading: '',
          rows: laid.map(({ view }) => [
            ...[view.name, kindTexts[view.kind], `${view.hiddenSize} × ${view.heads}`, view.hash, view.mgg],
          ]),
        },
      ],
    },
  ];
}

const showCommand = ({ view, details, records }: Laid): string =>
  commandText([
    ...['lab', 'mgg', 'show', view.mgg],
    ...(details && records.length > 0 ? ['--run', details.run.id] : []),
    ...['--csv', 'figures'],
  ]);

/** Generators as their page shows them: what they answer, and what runs have recorded of their gradients. */
export function generatorSections(opened: readonly OpenedGenerator[], runWords: RunWords): Section[] {
  const labels = sideLabels(opened, runWords);
  const beside = opened.length > 1;
  const sides = opened.map((one, i): Side => ({
    ...one,
    ...{ label: labels[i]!, beside, suffix: beside ? `-${i + 1}` : '' },
  }));
  const laid = sides.filter((side): side is Laid => side.view !== undefined);
  const details = [
    ...new Map(sides.flatMap((side) => (side.details ? [[side.details.run.id, side.details]] : []))).values(),
  ];
  const runs = details.map(({ run }) => run);
  const commands = laid.map((side) => ({ name: `the numbers of ${side.label}`, command: showCommand(side) }));
  return [
    ...summaryOf(laid),
    ...fitsSection(laid),
    ...surfaces(laid),
    ...curves(laid),
    ...gradientFigures(sides),
    ...protocolSections(reportRows(details, 'top1'), runWords.optionLabel),
    ...generatorsSection(laid),
    ...(runs.length > 0 ? provenanceSections(runs, runWords.nameOf) : []),
    repeatSection(runs, runWords.nameOf, commands),
  ];
}
