import type { LabEventPayload } from '../../src-shared/api/events.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import type { ErrorMessage } from '../../src-shared/errors.ts';
import { connection } from './client.ts';

type Topic = LabEventPayload<'changed'>['what'];

/**
 * A list of the lab, fetched when it is first read and again whenever the lab says that it has changed.
 * `value` is undefined until then; what was last fetched stays while it is being fetched again.
 */
export class Pulled<T> {
  #value = $state.raw<T>();
  #error = $state.raw<ErrorMessage>();
  #loading = $state(false);
  #wanted = false;
  #generation = 0;
  readonly #fetch: () => Promise<T>;

  constructor(fetch: () => Promise<T>, ...topics: readonly Topic[]) {
    this.#fetch = fetch;
    if (topics.length > 0) {
      connection.on('changed', ({ what }) => {
        if (topics.includes(what)) this.#again();
      });
    }
    connection.onFresh(() => this.#again());
  }

  get value(): T | undefined {
    this.#want();
    return this.#value;
  }

  /** Why it could not be fetched; undefined once it could. */
  get error(): ErrorMessage | undefined {
    this.#want();
    return this.#error;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Puts in what a command has just returned, so that nobody waits for the event. */
  put(value: T): void {
    this.#generation++;
    this.#value = value;
  }

  async reload(): Promise<void> {
    this.#wanted = true;
    const generation = ++this.#generation;
    this.#loading = true;
    try {
      const value = await this.#fetch();
      if (generation !== this.#generation) return;
      this.#value = value;
      this.#error = undefined;
    } catch (error) {
      if (generation === this.#generation) this.#error = toErrorMessage(error);
    } finally {
      if (generation === this.#generation) this.#loading = false;
    }
  }

  /** Getters must not write state, so the first fetch begins a moment after the first look. */
  #want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    queueMicrotask(() => void this.reload());
  }

  #again(): void {
    if (this.#wanted) void this.reload();
  }
}
