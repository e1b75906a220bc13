/** Work that several ask for at the same time and that ends early once none of them waits for it any more. */
interface Work<T> {
  readonly result: Promise<T>;
  readonly dropping: AbortController;
  askers: number;
}

/** Work by key: who asks for the same while it is under way shares it. */
export class SharedWork<T> {
  private readonly underWay = new Map<string, Work<T>>();

  /**
   * @param work gets a signal that is aborted once the result is no longer needed
   * @param signal aborted when this one does not wait any more; without it, it waits to the end
   * @throws what the signal was aborted with, where that was before
   */
  async ask(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const known = this.underWay.get(key) ?? this.begin(key, work);
    known.askers += 1;
    signal?.addEventListener(
      'abort',
      () => {
        known.askers -= 1;
        if (known.askers > 0) return;
        // Later callers get new work instead of work that is about to end.
        if (this.underWay.get(key) === known) this.underWay.delete(key);
        known.dropping.abort(signal.reason);
      },
      { once: true },
    );
    return known.result;
  }

  private begin(key: string, work: (signal: AbortSignal) => Promise<T>): Work<T> {
    const dropping = new AbortController();
    const result = work(dropping.signal);
    const begun: Work<T> = { result, dropping, askers: 0 };
    this.underWay.set(key, begun);
    const end = (): void => {
      if (this.underWay.get(key) === begun) this.underWay.delete(key);
    };
    result.then(end, end);
    return begun;
  }
}
