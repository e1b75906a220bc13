import { formatCount } from '../format.ts';

export const suites = {
  title: 'Suites',
  subtitle: 'Predefined sets of runs, one table each. Runs that are done are not repeated.',
  done: (finished: number, runs: number) =>
    finished === runs ? `All ${formatCount(runs, 'run')} done` : `${finished} of ${formatCount(runs, 'run')} done`,
  active: 'In progress',
  complete: 'Complete',
  noData: 'Needs data: choose it above',
  progress: (title: string) => `Runs done of ${title}`,
  families: {
    embedded: { title: 'Embedded data', about: 'The paper’s tables on the embedded data.' },
    paper: {
      title: 'Tables of the paper',
      about: 'The experiments of the paper on your copies of its datasets, with the published values beside yours.',
    },
    wild: {
      title: 'Wild settings of SAR',
      about:
        'ImageNet-C under the protocol of SAR, DeYO and ReCAP: a different checkpoint from the paper’s, ImageNet normalisation, seed 2021. Uses the same data.',
    },
  },
  setup: {
    open: 'Choose data…',
    title: 'Data of the paper’s suites',
    text: 'Tables omit rows without data; the rest still runs.',
    save: 'Save',
    notSet: 'not set',
    reading: 'What the model computes',
    pretrained: 'pre-trained first',
    fields: {
      imagenetC: { label: 'ImageNet-C', help: 'The folder with gaussian_noise, shot_noise, …' },
      imagenetR: { label: 'ImageNet-R', help: 'The folder with the 200 class folders.' },
      imagenetSketch: { label: 'ImageNet-Sketch', help: 'The folder with the 1,000 class folders.' },
      imagenetA: { label: 'ImageNet-A', help: 'The folder with the 200 class folders.' },
      clean: {
        label: 'Clean images',
        help: 'ImageNet’s validation images in class folders: for source statistics and pre-training.',
      },
      model: { label: 'Model', help: 'Checkpoint of the source model, in the paper ViT-B/16.' },
      wildModel: {
        label: 'Weights for SAR’s settings',
        help: 'vit_base_patch16_224.augreg_in21k_ft_in1k (timm 0.6), not the paper’s checkpoint.',
      },
      mgg: { label: 'MGG', help: 'An existing generator; without one it is pre-trained first.' },
      mggLstm: { label: 'MGG, LSTM', help: 'The same for MGTTA-LSTM (Table 4).' },
    },
  },
} as const;
