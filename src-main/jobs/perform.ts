import type { RunControl } from '../experiments/control.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';
import { resetPeakMemory } from './peak-memory.ts';
import type { Resources } from './resources.ts';

/** Does a job; `emit` takes what happens on the way. Loads what jobs of its kind need: most processes do one kind only. */
export async function perform(
  job: Job,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  resetPeakMemory();
  resources.useCorruptions('corruptions' in job ? job.corruptions : []);
  switch (job.kind) {
    case 'adapt': {
      const { performAdaptation } = await import('./perform-adaptation.ts');
      return performAdaptation(job, resources, control, emit);
    }
    case 'describe-method': {
      const { describeMethod } = await import('./describe-method.ts');
      return describeMethod(job.own, resources);
    }
    case 'check-method': {
      const { checkMethod } = await import('./check-method/check-method.ts');
      return checkMethod(job, resources, emit);
    }
    case 'describe-corruption': {
      const { describeCorruption } = await import('./own-corruption-jobs.ts');
      return describeCorruption(job.own, resources);
    }
    case 'check-corruption': {
      const { checkCorruption } = await import('./own-corruption-jobs.ts');
      return checkCorruption(job, resources, emit);
    }
    case 'corrupt': {
      const { corruptImage } = await import('./own-corruption-jobs.ts');
      return corruptImage(job, resources);
    }
    case 'pretrain': {
      const { performPretraining } = await import('./perform-pretraining.ts');
      return performPretraining(job, resources, control, emit);
    }
    case 'benchmark': {
      const { performBenchmark } = await import('./perform-benchmark.ts');
      return performBenchmark(job, resources, control);
    }
    case 'open-generator': {
      const { openGenerator } = await import('./open-generator.ts');
      return openGenerator(job, resources);
    }
    case 'provision': {
      const { performProvision } = await import('./perform-provision.ts');
      return performProvision(job, control, emit);
    }
    case 'engines': {
      const { detectEngines } = await import('../engines/engine-registry.ts');
      return { kind: 'engines', engines: await detectEngines() };
    }
  }
}
