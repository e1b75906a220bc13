/** A number that shows how much a form is about to start. */
export interface SummaryFigure {
  readonly label: string;
  readonly value: string;
  /** A line below it; undefined for none, '' to keep its room. */
  readonly detail?: string | undefined;
}

/** Something that keeps a form from being started. */
export interface FormProblem {
  readonly text: string;
  readonly hint?: string | undefined;
  /** Id of the part of the page where it is mended, if that is a single one. */
  readonly place?: string;
  /** It is a question about this model, which is answered on the page Models. */
  readonly model?: string;
}
