import {
  imageKinds,
  imageOrders,
  type ImageFilter,
  type ImageKind,
  type ImageOrder,
} from '../../../src-shared/api/images.ts';
import type { Query } from '../../routes.ts';

/** Ranges of confidence to choose from. */
const confidenceRanges = {
  all: { from: 0, to: 1 },
  low: { from: 0, to: 0.5 },
  middle: { from: 0.5, to: 0.9 },
  high: { from: 0.9, to: 1 },
} as const;
type ConfidenceRange = keyof typeof confidenceRanges;

/** Whether the method gave an image a share in its update. */
const selections = { yes: true, no: false } as const;

export const imagesPerPage = 60;

/** A whole number of an address; null for none. */
function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

export function kindOf({ kind }: Query<'runImages'>): ImageKind {
  return imageKinds.find((one) => one === kind) ?? 'all';
}

export function orderOf({ order }: Query<'runImages'>): ImageOrder {
  return imageOrders.find((one) => one === order) ?? 'stream';
}

export function rangeOf({ confidence }: Query<'runImages'>): ConfidenceRange {
  return confidence !== undefined && Object.hasOwn(confidenceRanges, confidence)
    ? (confidence as ConfidenceRange)
    : 'all';
}

export function selectionOf({ selected }: Query<'runImages'>): keyof typeof selections | 'any' {
  return selected === 'yes' || selected === 'no' ? selected : 'any';
}

/** The page that an address asks for, from 0. */
export const pageOf = ({ page }: Query<'runImages'>): number => wholeNumber(page) ?? 0;

/** Filter that an address asks for. @param shifts those of the run; another one counts for none */
export function filterOf(query: Query<'runImages'>, shifts: readonly string[]): ImageFilter {
  const selection = selectionOf(query);
  return {
    kind: kindOf(query),
    shift: shifts.find((one) => one === query.shift) ?? null,
    label: wholeNumber(query.label),
    prediction: wholeNumber(query.prediction),
    selected: selection === 'any' ? null : selections[selection],
    ...confidenceRanges[rangeOf(query)],
    order: orderOf(query),
  };
}
