/** Keeps the last thing opened, so that runs in a row share it; another key replaces it. */
export class Slot<T> {
  private held: { readonly key: string; readonly value: Promise<T> } | undefined;
  private readonly release: (value: T) => Promise<void>;

  constructor(release: (value: T) => Promise<void> = () => Promise.resolve()) {
    this.release = release;
  }

  async get(key: string, open: () => Promise<T>): Promise<T> {
    if (this.held?.key === key) return this.held.value;
    await this.clear();
    const value = open();
    this.held = { key, value };
    try {
      return await value;
    } catch (error) {
      this.held = undefined;
      throw error;
    }
  }

  async clear(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (held) await this.release(await held.value);
  }
}
