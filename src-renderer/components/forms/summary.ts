/** A number that tells how much a form is about to start. */
export interface SummaryFigure {
  readonly label: string;
  readonly value: string;
  /** A line below it; undefined for none, '' to keep its room. */
  readonly detail?: string | undefined;
}

/** Something that keeps a form from being started. */
export interface SummaryProblem {
  /** Tells it from the others. */
  readonly id: string;
  readonly text: string;
  readonly hint?: string | undefined;
  /** Leads to where it is mended, if that is a single place. */
  readonly show?: () => void;
}

/** Something that is hardly meant. */
export interface SummaryWarning {
  readonly text: string;
  /** Leads to the setting that changes it. */
  readonly show: () => void;
}
