import type { FolderReport } from '../../../src-shared/api/data.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';

/** A path is looked at once nobody has typed for this long. */
const restMs = 350;

/** What the lab finds in the folder that is being typed. */
export class Inspection {
  report = $state.raw<FolderReport>();
  error = $state.raw<ErrorMessage>();
  looking = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  /** @param soon for a path that was picked rather than typed */
  look(path: string, soon = false): void {
    clearTimeout(this.#timer);
    const mine = ++this.#latest;
    const folder = path.trim();
    if (folder === '') {
      this.report = undefined;
      this.error = undefined;
      this.looking = false;
      return;
    }
    this.looking = true;
    this.#timer = setTimeout(() => void this.#inspect(folder, mine), soon ? 0 : restMs);
  }

  async #inspect(path: string, mine: number): Promise<void> {
    try {
      const report = await lab.inspectFolder({ path });
      if (mine !== this.#latest) return;
      this.report = report;
      this.error = undefined;
    } catch (error) {
      if (mine !== this.#latest) return;
      this.report = undefined;
      this.error = toErrorMessage(error);
    } finally {
      if (mine === this.#latest) this.looking = false;
    }
  }
}
