import type { OwnCheck } from '../../../src-shared/api/own.ts';
import { schemaOfOptions } from '../../../src-shared/option-specs.ts';
import type { Job } from '../../jobs/messages.ts';
import type { Method } from '../../methods/method.ts';
import { OwnCatalog, sourceOf, type OwnKindOf, type OwnProcess } from './own-catalog.ts';

/** What can be known of a method without running it. */
export type MethodFacts = Pick<Method, 'id' | 'name' | 'summary' | 'doc' | 'options' | 'needs' | 'frozen'>;

const ofMethods: OwnKindOf<MethodFacts> = {
  kind: 'method',
  // They bring TensorFlow.js along, so they are loaded when first asked for.
  builtIn: async () => new Set(Object.keys((await import('../../methods/method-registry.ts')).methods)),
  describe: (own) => ({ kind: 'describe-method', own: sourceOf(own) }),
  factsOf({ id }, result) {
    if (result.kind !== 'describe-method') return undefined;
    const { doc, options, ...facts } = result.facts;
    return { id, ...facts, ...(doc === null ? {} : { doc }), options: schemaOfOptions(options) };
  },
};

/** The methods in the user's own folders. */
export class OwnMethods extends OwnCatalog<MethodFacts> {
  constructor(folders: readonly string[], process: OwnProcess) {
    super(ofMethods, folders, process);
  }

  /**
   * Tries a method, built-in or own.
   * @throws LabError what is wrong with its file, or that it had to be stopped
   */
  async check(id: string, engines: Extract<Job, { kind: 'check-method' }>['engines']): Promise<OwnCheck[]> {
    const own = await this.file(id);
    return this.checks({ kind: 'check-method', method: id, ...(own ? { own: sourceOf(own) } : {}), engines });
  }
}
