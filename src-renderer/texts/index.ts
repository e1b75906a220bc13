import { common } from './common.ts';
import { compare } from './compare.ts';
import { datasets } from './datasets.ts';
import { docs } from './docs.ts';
import { engines } from './engines.ts';
import { forms } from './forms.ts';
import { generator } from './generator.ts';
import { home } from './home.ts';
import { log } from './log.ts';
import { methods } from './methods.ts';
import { models } from './models.ts';
import { newExperiment } from './new-experiment.ts';
import { notFound } from './not-found.ts';
import { pretrain } from './pretrain.ts';
import { published } from './published.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { runImages } from './run-images.ts';
import { runs } from './runs.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { suite } from './suite.ts';
import { suites } from './suites.ts';
import { sweep, sweeps } from './sweeps.ts';
import { views } from './views.ts';

/** Every English text of the renderer; one file per page. */
export const t = {
  common,
  compare,
  datasets,
  docs,
  engines,
  forms,
  generator,
  home,
  log,
  methods,
  models,
  newExperiment,
  notFound,
  pretrain,
  published,
  report,
  run,
  runImages,
  runs,
  settings,
  shell,
  suite,
  suites,
  sweep,
  sweeps,
  views,
} as const;
