import type { FolderReport } from '../../../src-shared/api/data.ts';
import type { LabEventPayload } from '../../../src-shared/api/events.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { Benchmark } from '../../../src-shared/run-config.ts';
import { connection, lab } from '../../lab/client.ts';

/** A path is inspected after this long without typing. */
const restMs = 350;

export interface LookOptions {
  /** For a path that was picked rather than typed. */
  readonly soon?: boolean;
  /** Expected benchmark; null for none, undefined for the recognised one. */
  readonly benchmark?: Benchmark | null | undefined;
  /** Whether each shift should have images of its own; undefined for what it looks like. */
  readonly domains?: boolean | undefined;
  /** Counts everything, however long it takes. */
  readonly thorough?: boolean;
}

/** Findings of the lab in the folder that is being typed. */
export class Inspection {
  report = $state.raw<FolderReport>();
  error = $state.raw<ErrorMessage>();
  isInspecting = $state(false);
  /** How far the look is that is under way; undefined where it is short. */
  progress = $state.raw<LabEventPayload<'inspecting'>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Drops the look before. */
  #latest = new AbortController();

  /** Nobody waits for the look under way any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#latest.abort();
  }

  look(path: string, { soon = false, ...options }: LookOptions = {}): void {
    this.drop();
    this.#latest = new AbortController();
    const { signal } = this.#latest;
    const folder = path.trim();
    this.progress = undefined;
    if (folder === '') {
      this.report = undefined;
      this.error = undefined;
      this.isInspecting = false;
      return;
    }
    this.isInspecting = true;
    this.#timer = setTimeout(() => void this.#inspect(folder, options, signal), soon ? 0 : restMs);
  }

  async #inspect(path: string, { benchmark, domains, thorough }: LookOptions, signal: AbortSignal): Promise<void> {
    const unsubscribe = connection.on('inspecting', (progress) => {
      if (!signal.aborted && progress.path === path) this.progress = progress;
    });
    try {
      const asked = {
        path,
        ...(benchmark === undefined ? {} : { benchmark }),
        ...(domains === undefined ? {} : { domains }),
        ...(thorough ? { thorough } : {}),
      };
      const report = await lab.inspectFolder(asked, signal);
      if (signal.aborted) return;
      this.report = report;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.report = undefined;
      this.error = toErrorMessage(error);
    } finally {
      unsubscribe();
      if (!signal.aborted) {
        this.isInspecting = false;
        this.progress = undefined;
      }
    }
  }
}
