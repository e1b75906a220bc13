import type { Metric } from '../../../src-shared/metrics/metrics.ts';
import type { GlossaryId } from '../../texts/glossary.ts';

/** Glossary entry of a metric; the name of a ranking contains its score. */
export const metricTerm: Readonly<Record<Metric, GlossaryId>> = {
  top1: 'top1',
  top5: 'top5',
  worstClass: 'worst_class',
  worstShift: 'worst_shift',
  mce: 'mce',
  ece: 'ece',
  nll: 'nll',
  brier: 'brier',
  auroc: 'auroc',
  aupr: 'aupr',
  fpr95: 'fpr95',
  aurocEntropy: 'auroc',
  auprEntropy: 'aupr',
  fpr95Entropy: 'fpr95',
  aurocEnergy: 'auroc',
  auprEnergy: 'aupr',
  fpr95Energy: 'fpr95',
  aurc: 'aurc',
  oodAuroc: 'ood_auroc',
  oodAurocEntropy: 'ood_auroc',
  oodAurocEnergy: 'ood_auroc',
  forwardPasses: 'passes',
  backwardPasses: 'passes',
  cleanTop1: 'forgetting',
  forgetting: 'forgetting',
};
