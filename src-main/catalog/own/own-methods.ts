import type { OwnCheck } from '../../../src-shared/api/own.ts';
import { schemaOfOptions } from '../../../src-shared/option-specs.ts';
import type { Job } from '../../jobs/messages.ts';
import type { Method } from '../../methods/method.ts';
import { OwnCatalog, sourceOf } from './own-catalog.ts';
import type { OwnFile } from './own-files.ts';

/** Metadata of a method, known without running it. */
export type MethodFacts = Pick<Method, 'id' | 'name' | 'summary' | 'doc' | 'options' | 'needs' | 'frozen'>;

/** The methods in the user's own folders. */
export class OwnMethods extends OwnCatalog<MethodFacts> {
  protected readonly kind = 'method';

  /**
   * Tries a method, built-in or own.
   * @throws LabError what is wrong with its file, or that it had to be stopped
   */
  async check(id: string, engines: Extract<Job, { kind: 'check-method' }>['engines']): Promise<OwnCheck[]> {
    const own = await this.file(id);
    const job = { kind: 'check-method', method: id, ...(own ? { own: sourceOf(own) } : {}), engines } as const;
    return (await this.perform(job)).checks;
  }

  protected async ask(own: OwnFile): Promise<MethodFacts> {
    const { facts } = await this.perform({ kind: 'describe-method', own: sourceOf(own) });
    const { doc, options, ...rest } = facts;
    return { id: own.id, ...rest, ...(doc === null ? {} : { doc }), options: schemaOfOptions(options) };
  }
}
