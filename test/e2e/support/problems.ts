import type { ConsoleMessage, Page, Response } from '@playwright/test';

/** Problems of pages although nothing on them says so: errors in the console, violated policies, failed requests. */
export class Problems {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];
  private readonly watched = new Set<Page>();

  private readonly onError = (error: Error): void => void this.found.push(`${error.message}\n${error.stack ?? ''}`);
  private readonly onConsole = (message: ConsoleMessage): void => {
    if (message.type() === 'error') this.found.push(`${message.text()} (${message.location().url})`);
  };
  private readonly onResponse = (response: Response): void => {
    if (response.status() >= 400) this.found.push(`${response.status()} ${response.url()}`);
  };

  watch(page: Page): void {
    if (this.watched.has(page)) return;
    this.watched.add(page);
    page.on('pageerror', this.onError).on('console', this.onConsole).on('response', this.onResponse);
  }

  /** Watches no longer: what comes now belongs to another test. */
  end(): void {
    for (const page of this.watched) {
      page.off('pageerror', this.onError).off('console', this.onConsole).off('response', this.onResponse);
    }
  }

  /** Takes problems that fit the pattern for part of the test. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  get unexpected(): string[] {
    return this.found.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)));
  }
}
