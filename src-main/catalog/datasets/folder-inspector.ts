import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import type { EventHub } from '../../platform/event-hub.ts';
import { SharedWork } from '../../platform/shared-work.ts';
import { confine } from './confine.ts';

/** Time between two progress messages of an inspection. */
const progressMs = 250;

export interface InspectorOptions {
  readonly events: EventHub;
  /** Folders that may be read; null for no limit. */
  readonly roots: readonly string[] | null;
  /** Where listings of large folders may be kept; null for nowhere. */
  readonly cacheFolder: string | null;
}

/** Inspects folders for windows; simultaneous requests for the same folder share one inspection. */
export class FolderInspector {
  private readonly options: InspectorOptions;
  private readonly inspections = new SharedWork<FolderReport>();

  constructor(options: InspectorOptions) {
    this.options = options;
  }

  /**
   * @param signal aborted when the result is no longer needed
   * @throws LabError `bad-input` outside of the roots or for a malformed path, `not-found`
   */
  async inspect(input: CheckedInput<'inspectFolder'>, signal?: AbortSignal): Promise<FolderReport> {
    const path = await confine(input.path, this.options.roots);
    const key = JSON.stringify({ ...input, path });
    return this.inspections.ask(key, (dropped) => this.perform(path, input, dropped), signal);
  }

  private async perform(path: string, { path: asked, ...options }: CheckedInput<'inspectFolder'>, signal: AbortSignal) {
    const { events, roots, cacheFolder } = this.options;
    let publishedAt = performance.now();
    const { inspectFolder } = await import('../../data/folder/inspect.ts');
    const report = await inspectFolder(path, {
      ...options,
      cacheFolder,
      onProgress(done, total) {
        signal.throwIfAborted();
        if (performance.now() - publishedAt < progressMs) return;
        publishedAt = performance.now();
        events.publish('inspecting', { path: asked, done, total });
      },
    });
    return { ...report, suggestions: await withinRoots(report.suggestions, roots) };
  }
}

async function withinRoots(paths: readonly string[], roots: readonly string[] | null): Promise<string[]> {
  const allowed = await Promise.all(
    paths.map((path) =>
      confine(path, roots).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => allowed[i]);
}
