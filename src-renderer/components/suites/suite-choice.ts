import type { SuitePart } from '../../../src-shared/api/lab.ts';

/** The part of a suite to run; empty lists and null stand for its defaults. */
export interface SuiteChoice {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly corruptions: readonly string[];
  readonly images: number | null;
  /** Predicted after each stream. */
  readonly cleanImages: number | null;
}

/** Query in the address of a suite, besides its seeds. */
export interface ChoiceQuery {
  readonly corruptions?: string | undefined;
  readonly images?: string | number | undefined;
  readonly clean?: string | number | undefined;
}

const countIn = (text: string | number | undefined): number | null => {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : null;
};

/** The choice that an address asks for; what is no number of images is left out. */
export function choiceOf({ corruptions, images, clean }: ChoiceQuery): SuiteChoice {
  return {
    rows: [],
    columns: [],
    corruptions: corruptions?.split(',').filter((name) => name !== '') ?? [],
    images: countIn(images),
    cleanImages: countIn(clean),
  };
}

/** Part of a choice that stands in the address: everything that makes another table. */
export const queryOf = ({ corruptions, images, cleanImages }: SuiteChoice): ChoiceQuery => ({
  corruptions: corruptions.length === 0 ? undefined : corruptions.join(','),
  images: images ?? undefined,
  clean: cleanImages ?? undefined,
});

/** The choice as the lab takes it. */
export function partOf({ rows, columns, corruptions, images, cleanImages }: SuiteChoice): SuitePart {
  return {
    ...(rows.length === 0 ? {} : { rows: [...rows] }),
    ...(columns.length === 0 ? {} : { columns: [...columns] }),
    ...(corruptions.length === 0 ? {} : { corruptions: [...corruptions] }),
    ...(images === null ? {} : { images }),
    ...(cleanImages === null ? {} : { cleanImages }),
  };
}
