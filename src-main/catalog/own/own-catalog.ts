import { toLabError } from '../../../src-shared/errors.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { Job } from '../../jobs/messages.ts';
import { performAlone, type ResultOf } from '../../jobs/perform-alone.ts';
import type { OwnKind, OwnSource } from '../../own/own-source.ts';
import { builtInIds, ownFiles, type OwnFile, type RefusedFile } from './own-files.ts';

/** Content of one of the user's own files, known without running it. */
export interface Described<Facts> {
  readonly facts: Facts;
  readonly own: OwnFile;
}

const mostKept = 50;
const atOnce = 2;

/** Starts a compute process for one job of an own file. */
export type OwnProcess = () => ComputeClient;

/** Few processes at once, since each brings TensorFlow.js along. */
const underWay = new Set<Promise<void>>();

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (underWay.size >= atOnce) await Promise.race(underWay);
  const result = work();
  const over = result.then(
    () => undefined,
    () => undefined,
  );
  underWay.add(over);
  void over.then(() => underWay.delete(over));
  return result;
}

/** As a compute process gets it. */
export const sourceOf = ({ id, file, source }: OwnFile): OwnSource => ({ id, file, source });

/** Contents of the user's own folders: read anew whenever asked for, described by a process of its own. */
export abstract class OwnCatalog<Facts> {
  protected abstract readonly kind: OwnKind;
  readonly folders: readonly string[];
  protected readonly start: OwnProcess;
  private readonly described = new Map<string, Promise<Facts>>();

  constructor(folders: readonly string[], start: OwnProcess) {
    this.folders = folders;
    this.start = start;
  }

  /** All files that are named so: those that can be used, and what is wrong with the others. */
  async list(): Promise<readonly (Described<Facts> | RefusedFile)[]> {
    const files = await this.files();
    return Promise.all(
      files.map(async (own): Promise<Described<Facts> | RefusedFile> => {
        if ('problem' in own) return own;
        try {
          return { own, facts: await this.describe(own) };
        } catch (error) {
          return { id: own.id, file: own.file, problem: toLabError(error) };
        }
      }),
    );
  }

  /** The file of an id as it is now; undefined where there is none. @throws LabError where it may not be loaded */
  async file(id: string): Promise<OwnFile | undefined> {
    const found = (await this.files()).find((own) => own.id === id);
    if (found && 'problem' in found) throw found.problem;
    return found;
  }

  /** Ids of the files that may be loaded. */
  async ids(): Promise<string[]> {
    return (await this.files()).flatMap((own) => ('problem' in own ? [] : own.id));
  }

  /** Whether a path is that of a file that is named so, in one of the folders. */
  holds(file: string): boolean {
    return ownFiles(this.kind, this.folders, new Set()).some((own) => own.file === file);
  }

  /** @throws LabError what is wrong with its file */
  async find(id: string): Promise<Described<Facts> | undefined> {
    const own = await this.file(id);
    return own && { own, facts: await this.describe(own) };
  }

  /** Metadata of a file. @throws LabError on invalid files */
  protected abstract ask(own: OwnFile): Promise<Facts>;

  /** Does a job in a process of its own. @throws LabError of the job, or that it had to be stopped */
  protected perform<J extends Job>(job: J): Promise<ResultOf<J>> {
    return performAlone(this.start(), job);
  }

  private async files(): Promise<readonly (OwnFile | RefusedFile)[]> {
    return ownFiles(this.kind, this.folders, await builtInIds(this.kind));
  }

  /** Asks once. */
  private describe(file: OwnFile): Promise<Facts> {
    const key = `${file.file} ${file.hash}`;
    const known = this.described.get(key);
    if (known) return known;
    const described = inTurn(() => this.ask(file));
    this.described.set(key, described);
    if (this.described.size > mostKept) this.described.delete(this.described.keys().next().value!);
    return described;
  }
}
