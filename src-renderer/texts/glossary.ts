/** A word of the field, explained in a sentence or two beside where it stands. */
export interface GlossaryEntry {
  readonly term: string;
  readonly text: string;
  /** The page of docs/ that says more. */
  readonly docs?: string;
}

export const glossary = {
  regret: {
    term: 'Regret',
    text: 'Metric of the best setting tried minus that of the setting a rule chose, on the reported streams. 0: the rule found the best.',
    docs: 'sweeps',
  },
  tta: {
    term: 'Test-time adaptation (TTA)',
    text: 'A trained model changes a few of its parameters while it predicts, from the unlabelled test images alone.',
  },
  mgtta: {
    term: 'MGTTA',
    text: 'Meta-gradient test-time adaptation: a small pre-trained network, the MGG, turns gradients into updates in place of an optimiser.',
    docs: 'mgtta',
  },
  mgg: {
    term: 'Meta gradient generator (MGG)',
    text: 'The learned optimiser of MGTTA. It remembers the past gradients of each parameter and gives its update u, with |u| < 1. It is pre-trained on a few unlabelled corrupted images.',
    docs: 'mgtta',
  },
  theta: {
    term: 'θ',
    text: 'The parameters that are adapted: weights and biases of the normalisation layers. θ₀ are those of the source model.',
  },
  theta_distance: {
    term: '‖θ − θ₀‖',
    text: 'How far the adapted parameters are from those of the source model (Euclidean distance). It falls to 0 at a reset.',
  },
  update: {
    term: 'mean |u|',
    text: 'Mean size of the generator’s updates over all adapted parameters, before the learning rate. Near 1 the generator is saturated.',
    docs: 'mgtta',
  },
  u_max: {
    term: 'Adaptation budget u_max',
    text: 'Number of batches of a stream on which the method adapts; afterwards the model only predicts.',
  },
  entropy: {
    term: 'Entropy',
    text: 'How undecided a prediction is: 0 for a certain one, ln C for C equally likely classes. Most methods minimise it.',
    docs: 'tent',
  },
  discrepancy: {
    term: 'Discrepancy',
    text: 'Distance of the batch’s feature statistics (mean and standard deviation of the class tokens, block by block) from those of clean source images.',
    docs: 'foa',
  },
  loss: {
    term: 'Loss',
    text: 'What the method minimises on a batch, without labels. For FOA-SGD, FOA-Adam and MGTTA: entropy plus λ times discrepancy.',
  },
  top1: {
    term: 'Accuracy',
    text: 'Share of images whose most likely class is the label. Of a run: the mean over its streams, each counting the same.',
  },
  top5: {
    term: 'Top-5 accuracy',
    text: 'Share of images whose label is among the five most likely classes.',
  },
  mean_std: {
    term: 'Mean ± std',
    text: 'Mean of runs that differ only in their seed, ± their standard deviation (n − 1). A single run has no ±.',
  },
  delta: {
    term: 'Δ',
    text: 'Difference in percentage points: this value minus the baseline’s. Positive is better for accuracy, negative for ECE.',
  },
  published: {
    term: 'Published',
    text: 'Value that a paper or its repository reports for this method; the title names the source. Shown only where its protocol matches the run’s: model, normalisation, images, batches, resets and everything else.',
  },
  validation: {
    term: 'Best accuracy of a pre-training',
    text: 'After each epoch the lab runs MGTTA with the current generator. This is the mean accuracy over the evaluated corruptions at the best epoch.',
    docs: 'mgtta',
  },
  ece: {
    term: 'Expected calibration error (ECE)',
    text: 'How far confidence is from accuracy: predictions are put into 15 bins by confidence, and the gaps |accuracy − confidence| are averaged. Lower is better.',
  },
  paired_test: {
    term: 'Test of a difference',
    text: 'Runs are paired by seed, shift and image. A bootstrap resamples seeds, then images within each stream, 10,000 times; the interval covers 95 % of the resulting differences, and p follows from the share beyond zero.',
  },
  holm: {
    term: 'Holm',
    text: 'With many tests, some differ by chance. Holm’s correction raises the p-values so that the chance of even one false positive is at most 5 %.',
  },
  wilcoxon: {
    term: "Wilcoxon's signed-rank test",
    text: 'Tests whether the differences per stream are centred on zero; each stream counts as one value.',
  },
  mcnemar: {
    term: 'McNemar test',
    text: 'For each stream: of the images that only one of the two runs predicts correctly, does one run have more than chance allows? Exact test; counted are the streams with p ≤ 0.05.',
  },
  nll: {
    term: 'Negative log-likelihood (NLL)',
    text: 'Mean of −ln p over the images, where p is the probability of the correct class. Lower is better; confident mistakes cost most.',
  },
  brier: {
    term: 'Brier score',
    text: 'Mean squared distance between the probabilities and the one-hot label, summed over the classes: 0 is perfect, 2 is confident and wrong.',
  },
  auroc: {
    term: 'AUROC',
    text: 'How well a score separates correct from wrong predictions: the share of pairs of a correct and a wrong one that it ranks correctly. 50 % is chance.',
  },
  aupr: {
    term: 'AUPR',
    text: 'Average precision of detecting correct predictions by a score, over all thresholds. It depends on the accuracy.',
  },
  fpr95: {
    term: 'FPR95',
    text: 'Share of wrong predictions above the threshold that 95 % of the correct ones pass. Lower is better.',
  },
  aurc: {
    term: 'Risk–coverage area (AURC)',
    text: 'Error rate among the most confident predictions, averaged over all coverages. Lower is better.',
  },
  ood_auroc: {
    term: 'Open-world AUROC',
    text: 'How well a score separates images of known classes from the open-world images mixed into the stream: the share of pairs ranked correctly. 50 % is chance.',
  },
  passes: {
    term: 'Forward and backward passes',
    text: 'Forward and backward passes of the model per image, counted as they ran. Images that a loss leaves out have no backward pass.',
  },
  worst_class: {
    term: 'Worst class',
    text: 'Lowest accuracy of any class. A method may gain on average but lose some classes.',
  },
  worst_shift: {
    term: 'Worst shift',
    text: 'Lowest accuracy under any completed shift.',
  },
  mce: {
    term: 'Mean corruption error (mCE)',
    text: 'For each corruption of ImageNet-C, the sum of errors over the five severities divided by AlexNet’s; then the mean over the 15 corruptions. Lower is better; 100 % equals AlexNet.',
    docs: 'numbers',
  },
  forgetting: {
    term: 'Forgetting',
    text: 'After each stream, clean images are predicted without adapting: their accuracy minus the source model’s, in percentage points. Negative values mean forgetting; NoAdapt has exactly 0.',
    docs: 'numbers',
  },
  shift: {
    term: 'Shift and stream',
    text: 'A shift is a corruption at a severity. The images of a shift, one batch after another, are a stream.',
    docs: 'corruptions',
  },
  lambda: {
    term: 'λ',
    text: 'Weight of the discrepancy in the loss; 0.4 in the paper, 0.2 on ImageNet-R.',
    docs: 'mgtta',
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;

export type GlossaryId = keyof typeof glossary;

/** Settings and columns that go by another name than their entry. */
const aliases: ReadonlyMap<string, GlossaryId> = new Map([
  ...(['accuracy', 'average'] as const).map((name) => [name, 'top1'] as const),
  ...[['shifts', 'shift'] as const, ['budgetBatches', 'u_max'] as const],
]);

/** The entry of a diagnostic, a setting (`option.lambda`, `budgetBatches`) or a column, where it has one. */
export const glossaryIdOf = (name: string): GlossaryId | undefined => {
  const own = name.replace(/^(option|setting)\./, '');
  return aliases.get(own) ?? Object.keys(glossary).find((id): id is GlossaryId => id === own);
};
