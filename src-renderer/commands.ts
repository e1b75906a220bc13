export interface Command {
  line: string;
  purpose: string;
}

/** What one does first. */
export const firstCommand: Command = {
  line: 'npm run quickstart',
  purpose:
    'Sets everything up and runs a complete experiment on Fashion-MNIST: minutes on a laptop, nothing to download by hand.',
};

/** The commands of the lab, in the order in which one meets them. */
export const commands: readonly Command[] = [
  { line: 'lab engines', purpose: 'Lists what can compute here, and why something cannot.' },
  { line: 'lab run', purpose: 'Runs methods on a dataset under corruptions, with your settings.' },
  { line: 'lab pretrain', purpose: 'Pre-trains a meta gradient generator and keeps the best checkpoint.' },
  { line: 'lab runs', purpose: 'Lists the runs stored so far; lab show prints one of them.' },
  { line: 'lab resume', purpose: 'Goes on with an interrupted run, to the same final numbers.' },
  { line: 'lab export', purpose: 'Writes the CSV files of a run, in the layout of the paper as well.' },
  { line: 'lab corrupt', purpose: 'Makes corrupted copies of images, seeded and repeatable.' },
  { line: 'lab verify', purpose: 'Checks methods against numbers recorded from reference implementations.' },
  { line: 'lab bench', purpose: 'Measures the engines of this computer, beside PyTorch if it is there.' },
];
