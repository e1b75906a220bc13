import { formatCount } from '../format.ts';

export const suites = {
  title: 'Suites',
  subtitle: 'Ready-made sets of runs. Each fills a table; runs that exist already are not repeated.',
  done: (finished: number, runs: number) =>
    finished === runs ? `All ${formatCount(runs, 'run')} done` : `${finished} of ${formatCount(runs, 'run')} done`,
  active: 'Under way',
  complete: 'Complete',
  noData: 'Waits for data: choose it above',
  progress: (title: string) => `Runs done of ${title}`,
  families: {
    embedded: { title: 'Embedded data', about: 'In the shape of the paper’s tables, on what ships with the lab.' },
    paper: {
      title: 'Tables of the paper',
      about: 'The same experiments as in the paper on your copies of its datasets, its numbers beside your own.',
    },
  },
  setup: {
    open: 'Choose data…',
    title: 'Data of the paper’s suites',
    text: 'What is not set is left out of the tables; the rest runs all the same.',
    save: 'Save',
    notSet: 'not set',
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
      mgg: { label: 'MGG', help: 'Generator that is there already; without one it is pre-trained first.' },
      mggLstm: { label: 'MGG, LSTM', help: 'The same for MGTTA-LSTM (Table 4).' },
    },
  },
} as const;
