import { z } from 'zod';
import { persisted } from './persisted.svelte.ts';

const savedViewSchema = z.strictObject({
  name: z.string().min(1).max(100),
  page: z.enum(['runs', 'compare']),
  /** All that the page shows it by, from `#` on. */
  address: z.string().startsWith('#/'),
});
type SavedView = z.output<typeof savedViewSchema>;
export type ViewedPage = SavedView['page'];

/** Views that the user has given a name, kept over restarts. */
class SavedViews {
  readonly #kept = persisted('saved-views', z.array(savedViewSchema).max(500), () => []);

  /** Those of a page, by name. */
  of(page: ViewedPage): readonly SavedView[] {
    return this.all.filter((view) => view.page === page);
  }

  /** Those of all pages, by name. */
  get all(): readonly SavedView[] {
    return this.#kept.current.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  has({ page, name }: Pick<SavedView, 'page' | 'name'>): boolean {
    return this.#kept.current.some((view) => view.page === page && view.name === name);
  }

  /** Keeps a view; one of the same page and name goes. */
  save(view: SavedView): void {
    this.remove(view);
    this.#kept.current.push(view);
  }

  remove({ page, name }: Pick<SavedView, 'page' | 'name'>): void {
    this.#kept.current = this.#kept.current.filter((view) => view.page !== page || view.name !== name);
  }
}

export const savedViews = new SavedViews();
