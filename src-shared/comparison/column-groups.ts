/** Neighbouring columns under one head. */
export interface ColumnGroup {
  /** Null for columns without a head. */
  readonly group: string | null;
  readonly span: number;
}

/** The heads above columns, from the start; none where no column has one. */
export function columnGroups(columns: readonly { readonly group: string | null }[]): ColumnGroup[] {
  const spans: { group: string | null; span: number }[] = [];
  for (const { group } of columns) {
    const last = spans.at(-1);
    if (last && last.group === group) last.span++;
    else spans.push({ group, span: 1 });
  }
  return spans.some(({ group }) => group !== null) ? spans : [];
}
