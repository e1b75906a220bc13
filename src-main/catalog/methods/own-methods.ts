import type { MethodCheck } from '../../../src-shared/api/lab.ts';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { schemaOfOptions } from '../../../src-shared/option-specs.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { Job, JobResult } from '../../jobs/messages.ts';
import type { Method } from '../../methods/method.ts';
import { ownFiles, type OwnFile, type RefusedFile } from './own-files.ts';

/** What can be known of a method without running it. */
export type MethodFacts = Pick<Method, 'id' | 'name' | 'summary' | 'doc' | 'options' | 'needs' | 'frozen'>;

/** An own method that can be used. */
export interface OwnMethod {
  readonly facts: MethodFacts;
  readonly own: OwnFile;
}

const mostKept = 50;
const atOnce = 2;

/** Starts a compute process for one job of an own method. */
export type OwnProcess = () => ComputeClient;

/** The methods in the user's own folders: read anew whenever they are asked for, described by a process of their own. */
export class OwnMethods {
  readonly folders: readonly string[];
  private readonly process: OwnProcess;
  private readonly underWay = new Set<Promise<void>>();
  private readonly described = new Map<string, Promise<MethodFacts>>();

  constructor(folders: readonly string[], process: OwnProcess) {
    this.folders = folders;
    this.process = process;
  }

  /** All files that are named like methods: those that can be used, and what is wrong with the others. */
  async list(): Promise<readonly (OwnMethod | RefusedFile)[]> {
    const files = await this.files();
    return Promise.all(
      files.map(async (own): Promise<OwnMethod | RefusedFile> => {
        if ('problem' in own) return own;
        try {
          return { own, facts: await this.describe(own) };
        } catch (error) {
          return { id: own.id, file: own.file, problem: toLabError(error) };
        }
      }),
    );
  }

  /** Few processes at once, since each brings TensorFlow.js along. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    while (this.underWay.size >= atOnce) await Promise.race(this.underWay);
    const result = work();
    const over = result.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.add(over);
    void over.then(() => this.underWay.delete(over));
    return result;
  }

  /** The file of a method as it is now; undefined where there is none. @throws LabError where it may not be loaded */
  async file(id: string): Promise<OwnFile | undefined> {
    const found = (await this.files()).find((own) => own.id === id);
    if (found && 'problem' in found) throw found.problem;
    return found;
  }

  /** Ids of the files that may be loaded. */
  async ids(): Promise<string[]> {
    return (await this.files()).flatMap((own) => ('problem' in own ? [] : own.id));
  }

  /** Whether a path is that of a file that is named like a method, in one of the folders. */
  holds(file: string): boolean {
    return ownFiles(this.folders, new Set()).some((own) => own.file === file);
  }

  /** @throws LabError what is wrong with its file */
  async find(id: string): Promise<OwnMethod | undefined> {
    const own = await this.file(id);
    return own && { own, facts: await this.describe(own) };
  }

  /**
   * Tries a method, built-in or own.
   * @throws LabError what is wrong with its file, or that it had to be stopped
   */
  async check(id: string, engines: Extract<Job, { kind: 'check-method' }>['engines']): Promise<MethodCheck[]> {
    const own = await this.file(id);
    const source = own ? { own: { id, file: own.file, source: own.source } } : {};
    const result = await this.perform({ kind: 'check-method', method: id, ...source, engines });
    if (result.kind !== 'check-method') throw new LabError('internal', 'The compute process mistook its job.');
    return result.checks;
  }

  /** Does a job in a process of its own, which ends with it. @throws LabError of the job */
  async perform(job: Job): Promise<JobResult> {
    const client = this.process();
    try {
      return await client.start(job, () => undefined).result;
    } finally {
      client.kill();
    }
  }

  private async files(): Promise<readonly (OwnFile | RefusedFile)[]> {
    const { methods } = await import('../../methods/method-registry.ts');
    return ownFiles(this.folders, new Set(Object.keys(methods)));
  }

  /** What a file says of itself, asked once. */
  private describe(file: OwnFile): Promise<MethodFacts> {
    const key = `${file.file} ${file.hash}`;
    const known = this.described.get(key);
    if (known) return known;
    const described = this.inTurn(() => this.ask(file));
    this.described.set(key, described);
    if (this.described.size > mostKept) this.described.delete(this.described.keys().next().value!);
    return described;
  }

  private async ask({ id, file, source }: OwnFile): Promise<MethodFacts> {
    const result = await this.perform({ kind: 'describe-method', own: { id, file, source } });
    if (result.kind !== 'describe-method') throw new LabError('internal', 'The compute process mistook its job.');
    const { doc, options, ...facts } = result.facts;
    return { id, ...facts, ...(doc === null ? {} : { doc }), options: schemaOfOptions(options) };
  }
}
