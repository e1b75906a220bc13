import type { RunControl } from '../experiments/control.ts';
import { checkCorruption, corruptImage, describeCorruption } from './own-corruption-jobs.ts';
import { checkMethod } from './check-method/check-method.ts';
import { describeMethod } from './describe-method.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';
import { openGenerator } from './open-generator.ts';
import { resetPeakMemory } from './peak-memory.ts';
import { performAdaptation } from './perform-adaptation.ts';
import { performBenchmark } from './perform-benchmark.ts';
import { performPretraining } from './perform-pretraining.ts';
import { performProvision } from './perform-provision.ts';
import type { Resources } from './resources.ts';

/** Does a job; `emit` takes what happens on the way. */
export async function perform(
  job: Job,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  resetPeakMemory();
  resources.useCorruptions('corruptions' in job ? job.corruptions : []);
  switch (job.kind) {
    case 'adapt':
      return performAdaptation(job, resources, control, emit);
    case 'describe-method':
      return describeMethod(job.own, resources);
    case 'check-method':
      return checkMethod(job, resources, emit);
    case 'describe-corruption':
      return describeCorruption(job.own, resources);
    case 'check-corruption':
      return checkCorruption(job, resources, emit);
    case 'corrupt':
      return corruptImage(job, resources);
    case 'pretrain':
      return performPretraining(job, resources, control, emit);
    case 'benchmark':
      return performBenchmark(job, resources, control);
    case 'open-generator':
      return openGenerator(job, resources);
    case 'provision':
      return performProvision(job, control, emit);
    case 'engines': {
      const { detectEngines } = await import('../engines/engine-registry.ts');
      return { kind: 'engines', engines: await detectEngines() };
    }
  }
}
