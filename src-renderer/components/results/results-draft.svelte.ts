import type { CallInput } from '../../../src-shared/api/contract.ts';
import type { Statement } from '../../../src-shared/api/results.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { Results, resultUnits } from '../../../src-shared/external-run.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { lab } from '../../lab/client.ts';
import { nameWithoutEnding } from '../files/paths.ts';
import {
  enteredFrom,
  labDefaults,
  statedProblem,
  statedSpecs,
  statedValues,
  type StatedTexts,
} from './stated-settings.ts';

type Unit = (typeof resultUnits)[number];
type File = Pick<CallInput<'readResults'>, 'name' | 'text'>;

/** Results from elsewhere while their owner says what they are. */
export class ResultsDraft {
  name = $state('');
  method = $state('');
  model = $state('');
  dataset = $state.raw<Statement['dataset']>();
  entered = $state.raw<StatedTexts>({});
  unit = $state<Unit>('auto');
  severity = $state<number>();
  file = $state.raw<File>();
  /** Results read from the file. */
  results = $state.raw<Results>();
  problem = $state.raw<ErrorMessage>();
  saving = $state(false);
  #latest = 0;

  readonly #problems = $derived(
    statedSpecs.flatMap((spec) => statedProblem(spec, this.entered[spec.name] ?? '') ?? []),
  );
  readonly ready = $derived(
    this.results !== undefined &&
      this.name.trim() !== '' &&
      this.method.trim() !== '' &&
      this.#problems.length === 0 &&
      !this.saving,
  );

  /** Takes a file, with what it says of the protocol. */
  async take(file: File): Promise<void> {
    this.file = file;
    this.name = nameWithoutEnding(file.name);
    const protocol = await this.read();
    if (!protocol) return;
    const { method, model, ...settings } = protocol;
    if (typeof method === 'string') this.method = method;
    if (typeof model === 'string') this.model = model;
    this.entered = { ...this.entered, ...enteredFrom(settings) };
  }

  /** Reads the file again, e.g. in another unit; returns the protocol found in it. */
  async read(): Promise<Results['protocol'] | undefined> {
    if (!this.file) return undefined;
    const mine = ++this.#latest;
    try {
      const results = await lab.readResults(this.#asked(this.file));
      if (mine !== this.#latest) return undefined;
      this.results = results;
      this.problem = undefined;
      return results.protocol;
    } catch (error) {
      if (mine !== this.#latest) return undefined;
      this.results = undefined;
      this.problem = toErrorMessage(error);
      return undefined;
    }
  }

  enter(name: string, text: string): void {
    this.entered = { ...this.entered, [name]: text };
  }

  /** Enters the defaults of the lab where nothing is entered. */
  fill(): void {
    const own = Object.entries(this.entered).filter(([, text]) => text.trim() !== '');
    this.entered = { ...labDefaults, ...Object.fromEntries(own) };
  }

  /** @param modelNamed the file of a source model of the lab @returns the run; undefined where the lab refuses it */
  async save(modelNamed: (name: string) => string | undefined): Promise<RunRecord | undefined> {
    if (!this.file) return undefined;
    const model = this.model.trim();
    const settings = {
      ...statedValues(this.entered),
      method: this.method.trim(),
      ...(model === '' ? {} : { model: modelNamed(model) ?? model }),
    };
    this.saving = true;
    try {
      return await lab.importResults({
        ...this.#asked(this.file),
        // Each value was checked against the declaration of its setting; the lab checks them all again.
        statement: { settings, ...(this.dataset ? { dataset: this.dataset } : {}) },
        labels: { name: this.name.trim() },
      });
    } catch (error) {
      this.problem = toErrorMessage(error);
      return undefined;
    } finally {
      this.saving = false;
    }
  }

  #asked({ name, text }: File): CallInput<'readResults'> {
    const { unit, severity } = this;
    return { name, text, unit, ...(severity === undefined ? {} : { severity }) };
  }
}
