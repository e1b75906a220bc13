import path from 'node:path';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';
import { datasetsApi } from './datasets.ts';
import { enginesApi } from './engines.ts';
import { confinedExperiments, experimentsApi } from './experiments.ts';
import { Previews } from '../../catalog/datasets/previews.ts';
import { generatorsApi } from './generators.ts';
import { imagesApi } from './images.ts';
import { modelsApi } from './models.ts';
import { reportsApi } from './reports.ts';
import { runsApi } from './runs.ts';
import { settingsApi } from './settings.ts';
import { suitesApi } from './suites.ts';
import { sweepsApi } from './sweeps.ts';

/** The lab as windows and commands see it, see `src-shared/api/contract.ts`. Inputs are taken as checked. */
export function labApi(context: ApiContext): LabApi {
  const experiments = experimentsApi(context);
  const confinement = new ConfigConfinement(context.store, context.roots);
  const previews = new Previews();
  const confined = confinedExperiments(experiments, confinement);
  const runs = runsApi(context, confined, confinement);
  const suites = suitesApi(context, experiments);
  const sweeps = sweepsApi(context, experiments, confinement);
  const generators = generatorsApi(context);
  return {
    ...runs,
    ...confined,
    ...datasetsApi({ ...context, cacheFolder: path.join(context.dataDir, 'cache') }, previews),
    ...imagesApi(context, previews, confinement),
    ...modelsApi(context),
    ...generators,
    ...enginesApi(context, confinement),
    ...settingsApi(context),
    ...suites,
    ...sweeps,
    ...reportsApi({ ...runs, ...suites, ...sweeps, ...generators, ...confined }),
  };
}
