import { SvelteSet } from 'svelte/reactivity';

/** Runs chosen in a list: one by one, or a stretch from the one chosen last. */
export class Selection {
  readonly #ids = new SvelteSet<string>();
  #anchor: string | undefined;

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = id;
  }

  /** Chooses all from the one chosen last to this one, in the order of the list. */
  extendTo(id: string, order: readonly string[]): void {
    const from = order.indexOf(this.#anchor ?? id);
    const to = order.indexOf(id);
    if (from < 0) {
      this.toggle(id);
      return;
    }
    for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(one);
  }

  /** Chooses all of these, or none of them if all were chosen. */
  toggleAll(ids: readonly string[]): void {
    const all = ids.every((id) => this.#ids.has(id));
    for (const id of ids) {
      if (all) this.#ids.delete(id);
      else this.#ids.add(id);
    }
  }

  clear(): void {
    this.#ids.clear();
    this.#anchor = undefined;
  }

  /** Forgets those that are no longer there. */
  keep(isThere: (id: string) => boolean): void {
    for (const id of this.#ids) if (!isThere(id)) this.#ids.delete(id);
  }

  /** Chosen ones in the order of a list. */
  in(order: readonly string[]): string[] {
    return order.filter((id) => this.#ids.has(id));
  }
}

/** The runs chosen on the page Runs, and where one was in its table: they are found again by coming back to it. */
export const runsTablePlace: { readonly selection: Selection; currentId: string | undefined; top: number } = {
  selection: new Selection(),
  currentId: undefined,
  top: 0,
};
