import type { PublishedStanding } from '../../../src-shared/api/runs.ts';
import { connection, lab } from '../../lab/client.ts';

const none: PublishedStanding = { streams: [], average: null, ece: null, others: [] };

/** The published numbers that stand beside a run; asked for anew when it goes on, and when models become known. */
export class PublishedFeed {
  #standing = $state.raw<PublishedStanding>(none);
  #asked = 0;
  #stand = '';

  get current(): PublishedStanding {
    return this.#standing;
  }

  /** Keeps the present numbers when new ones can't be fetched, as when the run was deleted. */
  async fetch(id: string): Promise<void> {
    const mine = ++this.#asked;
    const found = await lab.getPublished({ id }).catch(() => undefined);
    if (found && mine === this.#asked) this.#standing = found;
  }

  /** Asks again once the run stands elsewhere. */
  follow(id: string, stand: string): void {
    if (stand === this.#stand) return;
    this.#stand = stand;
    void this.fetch(id);
  }

  /** @returns the function that ends it */
  listen(id: string): () => void {
    return connection.on('changed', ({ what }) => void (what === 'models' && this.fetch(id)));
  }
}
