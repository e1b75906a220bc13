export const home = {
  title: 'MGTTA Lab',
  subtitle: 'Models that adapt to changed images while they predict: run methods, watch them converge, compare them.',
  start: {
    firstTitle: 'Watch a model adapt',
    firstText:
      'A small vision transformer meets images under heavy noise. Once as it is, once adapted by TENT, and once by MGTTA: their accuracies appear as they are measured, on this computer. Data and model are embedded; nothing is downloaded.',
    short: 'Run the quick start',
    shortNote: 'three methods, 1,000 images, well under a minute',
    full: 'Run the full quick start',
    fullNote: 'all of its methods on 15 corruptions of 2,000 images each: some minutes',
    title: 'Quick start',
    text: 'Embedded data and model: one corruption in under a minute, or six methods on all 15.',
  },
  underWay: { title: 'Under way', starting: 'Starting …' },
  latest: { title: 'Latest result' },
  recent: {
    title: 'Recent runs',
    all: (count: number) => (count === 1 ? 'All runs' : `All ${count} runs`),
    run: 'Run',
    group: 'Group',
    status: 'Status',
    accuracy: 'Accuracy %',
    when: 'Made',
  },
  next: {
    title: 'From here',
    experiment: { title: 'Set up an experiment', text: 'Methods, corruptions, seeds and every hyper-parameter.' },
    datasets: {
      title: 'Use images of your own',
      text: 'A folder with one subfolder per class; corruptions are made here.',
    },
    pretrain: {
      title: 'Pre-train a generator',
      text: 'An MGG learns from 128 unlabelled images and can be used at once.',
    },
  },
  suites: { title: 'Suites', count: (finished: number, runs: number) => `${finished} of ${runs} runs` },
} as const;
