import type { RunDetails } from '../../../src-shared/api/runs.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { connection, lab } from '../../lab/client.ts';

/** Everything about one run but its curves, kept up to date. */
export class DetailsFeed {
  #details = $state.raw<RunDetails>();
  error = $state.raw<ErrorMessage>();
  readonly #id: string;
  #generation = 0;
  /** The stream that rows came from last: when another one begins, this one has its summary. */
  #position = -1;

  constructor(id: string) {
    this.#id = id;
  }

  get current(): RunDetails | undefined {
    return this.#details;
  }

  /** Fetches and listens. @returns the function that ends it */
  listen(): () => void {
    void this.fetch();
    const ends = [
      connection.on('run', (run) => {
        if (run.id === this.#id) void this.fetch();
      }),
      connection.on('rewound', ({ runId }) => void (runId === this.#id && this.fetch())),
      connection.on('curve', ({ runId, shifts }) => {
        const position = shifts.at(-1)?.position;
        if (runId !== this.#id || position === undefined || position === this.#position) return;
        this.#position = position;
        void this.fetch();
      }),
      connection.on('epoch', ({ runId }) => void (runId === this.#id && this.fetch())),
      connection.on('log', ({ runId, entry }) => {
        if (runId !== this.#id || !this.#details) return;
        this.#details = { ...this.#details, log: [...this.#details.log, entry] };
      }),
      connection.onFresh(() => void this.fetch()),
    ];
    return () => ends.forEach((end) => end());
  }

  async fetch(): Promise<void> {
    const generation = ++this.#generation;
    try {
      const details = await lab.getRun({ id: this.#id });
      if (generation !== this.#generation) return;
      this.#details = details;
      this.error = undefined;
    } catch (error) {
      if (generation === this.#generation) this.error = toErrorMessage(error);
    }
  }
}
