import type { Protocol } from '../../../src-shared/protocol.ts';
import {
  labelShiftDraws,
  labelShiftProtocol,
  largestRatio,
  oneByOne,
  wildMixedProtocol,
  wildPrefix,
  wildProtocol,
  wildRatios,
} from '../../../src-shared/published/protocols.ts';
import { imagesInBenchmark } from '../../../src-shared/paper-setup.ts';
import { averageAt, averageColumn, corruptionColumns, eceColumn } from '../columns.ts';
import type { Suite, SuiteColumn } from '../suite.ts';

/** The protocols of each row of a wild table: one run that fills some columns. */
export interface WildTest {
  readonly columns: readonly string[];
  readonly protocol: Protocol;
  /** Images of each shift, or draws. */
  readonly images: number;
  /** Distinguishes the runs of a row. */
  readonly suffix: string;
}

/** One of SAR's wild settings. */
export interface WildTable extends Pick<Suite, 'id' | 'title' | 'about' | 'curve'> {
  readonly columns: readonly SuiteColumn[];
  readonly tests: readonly WildTest[];
}

const byCorruption = [...corruptionColumns, averageColumn, eceColumn];
const ids = (columns: readonly SuiteColumn[]): string[] => columns.map(({ id }) => id);

function single(
  id: string,
  title: string,
  about: string,
  protocol: Protocol,
  columns: readonly SuiteColumn[] = byCorruption,
): WildTable {
  const images = protocol.replacement ? labelShiftDraws : imagesInBenchmark.imagenetC;
  const test = { columns: ids(columns), protocol, images, suffix: '' };
  return { id: wildPrefix + id, title, about, columns, tests: [test], curve: null };
}

const ratioId = (ratio: number): string => `g${ratio}`;
const ratioText = (ratio: number): string => ratio.toLocaleString('en');

function labelShifts(): WildTable {
  const ratios = wildRatios.map((ratio) => averageAt(ratioId(ratio), `γ = ${ratioText(ratio)}`));
  return {
    id: `${wildPrefix}label-shifts`,
    title: 'SAR: label shifts',
    about: `Classes take turns, γ times as likely as any other; by corruption at γ = ${ratioText(largestRatio)}, averages at each γ.`,
    columns: [...corruptionColumns, ...ratios],
    tests: wildRatios.map((ratio) => ({
      columns: ratio === largestRatio ? [...ids(corruptionColumns), ratioId(ratio)] : [ratioId(ratio)],
      protocol: labelShiftProtocol(ratio),
      images: labelShiftDraws,
      suffix: `γ = ${ratioText(ratio)}`,
    })),
    curve: {
      xLabel: 'Imbalance ratio γ',
      yLabel: 'Average accuracy',
      x: [...corruptionColumns.map(() => null), ...wildRatios.map((ratio) => (ratio === largestRatio ? null : ratio))],
    },
  };
}

/** SAR's settings of ImageNet-C at severity 5, in the order of its code. */
export const wildTables: readonly WildTable[] = [
  single('normal', 'SAR: normal', 'Each corruption from the source model, batches of 64 images.', wildProtocol),
  single('mix-shifts', 'SAR: mixed shifts', 'The 15 corruptions shuffled into one stream.', wildMixedProtocol, [
    averageColumn,
    eceColumn,
  ]),
  single('bs1', 'SAR: batch size 1', 'One image per step.', oneByOne(wildProtocol)),
  labelShifts(),
  single(
    'label-shifts-bs1',
    'SAR: label shifts, batch size 1',
    `Classes take turns (γ = ${ratioText(largestRatio)}), one image per step.`,
    oneByOne(labelShiftProtocol(largestRatio)),
  ),
];
