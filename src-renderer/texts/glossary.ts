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
    text: 'What the best of all settings tried has more than the one that a rule chose, on the streams that are reported. 0 means that the rule found the best.',
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
    text: 'The number of batches of a stream that are adapted to; after them the model only predicts.',
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
    text: 'What the method minimises on a batch; of FOA-SGD, FOA-Adam and MGTTA entropy plus λ times discrepancy. It needs no labels.',
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
    text: 'Of runs that differ in their seed only: their mean, and behind ± the standard deviation between them (over n − 1). One run alone has no ±.',
  },
  delta: {
    term: 'Δ',
    text: 'Difference in percentage points: the number itself minus the one it is compared with. Above 0 is better for accuracy, below 0 for ECE.',
  },
  published: {
    term: 'Published',
    text: 'What a paper or its repository prints for this method; the title says which. It stands here only where its protocol is the run’s: model, normalisation, images, batches, resets and all else.',
  },
  validation: {
    term: 'Best accuracy of a pre-training',
    text: 'After each epoch MGTTA is run with the generator as it is then. This is the mean accuracy over the evaluated corruptions after the best epoch.',
    docs: 'mgtta',
  },
  ece: {
    term: 'Expected calibration error (ECE)',
    text: 'How far confidence is from accuracy: predictions are put into 15 bins by confidence, and the gaps |accuracy − confidence| are averaged. Lower is better.',
  },
  paired_test: {
    term: 'Test of a difference',
    text: 'Runs are paired by seed, shift and image. Seeds, and then images within each stream, are drawn again 10,000 times; the interval holds 95 % of the differences that result, and p says how often zero lies on the other side.',
  },
  holm: {
    term: 'Holm',
    text: 'The more methods are tested, the more differ by chance. These p-values are raised so that all of them together are wrong in 5 % of such comparisons at most.',
  },
  wilcoxon: {
    term: "Wilcoxon's signed-rank test",
    text: 'Whether the differences per stream lie around zero, each stream counting as one value.',
  },
  mcnemar: {
    term: 'McNemar test',
    text: 'For each stream: of the images that only one of the two predicts right, are there more on one side than chance allows? Exact; here the streams with p ≤ 0.05.',
  },
  nll: {
    term: 'Negative log-likelihood (NLL)',
    text: 'Mean of −ln p over the images, p being the probability of the right class. Lower is better; being sure and wrong costs most.',
  },
  brier: {
    term: 'Brier score',
    text: 'Mean squared distance between the probabilities and the right answer, summed over the classes: 0 is perfect, 2 is sure and wrong.',
  },
  auroc: {
    term: 'AUROC',
    text: 'How well a score tells right predictions from wrong ones: the share of pairs of a right and a wrong one that it puts in the right order. 50 % is chance.',
  },
  aupr: {
    term: 'AUPR',
    text: 'Average precision of picking right predictions by a score, over all thresholds. It depends on how many are right.',
  },
  fpr95: {
    term: 'FPR95',
    text: 'Share of the wrong predictions that pass a threshold which 95 % of the right ones pass. Lower is better.',
  },
  aurc: {
    term: 'Risk–coverage area (AURC)',
    text: 'Share of errors among the most confident predictions, averaged over how many are taken. Lower is better.',
  },
  ood_auroc: {
    term: 'Open-world AUROC',
    text: 'How well a score tells images of known classes from those of none that were mixed into the stream: the share of pairs in the right order. 50 % is chance.',
  },
  passes: {
    term: 'Forward and backward passes',
    text: 'How often an image goes through the model, and how often a gradient comes back from it, counted as they ran. Images that a loss leaves out have no backward pass.',
  },
  worst_class: {
    term: 'Worst class',
    text: 'Accuracy of the class with the lowest one. A method may gain on average and give up some classes.',
  },
  worst_shift: {
    term: 'Worst shift',
    text: 'Accuracy under the shift with the lowest one, over those that are done.',
  },
  mce: {
    term: 'Mean corruption error (mCE)',
    text: 'For each corruption of ImageNet-C the errors at all five severities, over those of AlexNet; then the mean over the 15 corruptions. Lower is better, 100 % is as bad as AlexNet.',
    docs: 'numbers',
  },
  forgetting: {
    term: 'Forgetting',
    text: 'After each stream clean images are predicted without adapting: their accuracy minus that of the source model, in percentage points. Below 0 the method has forgotten; NoAdapt has exactly 0.',
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
