import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { RunLabels } from '../../src-shared/api/runs.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import type { OwnFile } from '../catalog/own/own-files.ts';
import { ownInputs, requireOwnCorruptions } from '../catalog/own/own-inputs.ts';
import { LabError } from '../../src-shared/errors.ts';
import { ownNameOf, type Inputs } from '../../src-shared/identity.ts';
import type { Identities } from '../identity/identities.ts';
import { configure, configurePretraining } from '../runs/configure.ts';
import type { RunScheduler } from '../runs/run-scheduler.ts';
import {
  quickstartGroup,
  quickstartRuns,
  readQuickstartSettings,
  type QuickstartOptions,
  type QuickstartScale,
} from './quickstart.ts';
import { requireAnswers } from './require-answers.ts';

/** A run to be queued. */
export interface RunRequest {
  readonly config: RunConfigInput;
  readonly labels: RunLabels;
}

/** @throws LabError `bad-input`: a file was saved between two reads of it */
function requireUnchanged(method: string, identified: Inputs, read: Readonly<Record<string, OwnFile>>): void {
  for (const input of new Set([...Object.keys(identified), ...Object.keys(read)])) {
    const name = ownNameOf(input, method);
    if (!name || identified[input] === read[input]?.hash) continue;
    throw new LabError(
      'bad-input',
      `The file of ${name.id} was saved while its run was queued.`,
      'Start the run again.',
    );
  }
}

/** Checks settings, identifies what they describe, and queues it. */
export class RunStarter {
  private readonly scheduler: RunScheduler;
  private readonly identities: Identities;

  constructor(scheduler: RunScheduler, identities: Identities) {
    this.scheduler = scheduler;
    this.identities = identities;
  }

  /**
   * Queues adaptation runs: all of them, or none.
   * @throws LabError `bad-option` for settings that are not valid, `unanswered` for a model about which a question is open;
   *   what only the data can show makes the run fail.
   */
  async startRuns(requests: readonly RunRequest[]): Promise<RunRecord[]> {
    const checked = await Promise.all(requests.map(({ config }) => configure(config)));
    await requireAnswers(checked.map(({ config }) => config));
    const owns = await Promise.all(checked.map(({ config }) => ownInputs(config)));
    const identities = await Promise.all(checked.map(({ config }) => this.identities.of('adapt', config)));
    return checked.map(({ config, method }, index) => {
      const { labels } = requests[index]!;
      const name = labels.name ?? method.name;
      const identity = identities[index]!;
      const sources = owns[index]!;
      requireUnchanged(method.id, identity.inputs, sources);
      return this.scheduler.add({
        kind: 'adapt',
        config,
        method: method.id,
        ...labels,
        name,
        identity,
        sources,
      });
    });
  }

  /** Queues an adaptation run. @throws LabError as `startRuns` */
  async startRun(config: RunConfigInput, labels: RunLabels = {}): Promise<RunRecord> {
    const [run] = await this.startRuns([{ config, labels }]);
    return run!;
  }

  /** Queues the pre-training of a meta gradient generator. @throws LabError as `startRuns` */
  async startPretraining(input: PretrainConfigInput, labels: RunLabels = {}): Promise<RunRecord> {
    const config = configurePretraining(input);
    await requireOwnCorruptions(config);
    await requireAnswers([config, ...config.tasks]);
    const name = labels.name ?? 'MGG pre-training';
    const sources = await ownInputs(config);
    const identity = await this.identities.of('pretrain', config);
    requireUnchanged('mgg', identity.inputs, sources);
    return this.scheduler.add({ kind: 'pretrain', config, method: 'mgg', ...labels, name, identity, sources });
  }

  /** Queues the embedded experiment: one run per method, as one group. */
  async quickstart(options: QuickstartOptions = {}, scale: QuickstartScale = 'full'): Promise<RunRecord[]> {
    const runs = quickstartRuns(await readQuickstartSettings(), options, scale);
    const labels = { group: quickstartGroup(scale, new Date()), tags: ['quickstart'] };
    return this.startRuns(runs.map(({ name, config }) => ({ config, labels: { ...labels, name } })));
  }
}
