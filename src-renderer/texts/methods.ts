import type { OwnCheck } from '../../src-shared/api/own.ts';

const outcomes: Readonly<Record<OwnCheck['outcome'], string>> = {
  passed: 'Passed',
  failed: 'Failed',
  skipped: 'Not checked',
};

export const methods = {
  title: 'Methods',
  subtitle: 'What the lab adapts with: built in, and your own in one file each; your own corruptions, too.',
  own: 'Your own',
  builtIn: 'Built in',
  file: '<id>.method.ts',
  fileBecomes: (folder: string) => `in ${folder} becomes a method as soon as it is saved.`,
  newMethod: { command: 'lab methods new <id>', does: 'writes a commented template.' },
  ownCorruptions: 'Your own corruptions',
  newCorruption: { command: 'lab corruptions new <id>', does: 'writes a template of a corruption to the same folder.' },
  tutorial: 'From an idea to a table',
  unusable: "Can't be used",
  open: 'Open in editor',
  show: 'Show in folder',
  use: 'New experiment',
  needs: 'Needs',
  option: 'Option',
  symbol: 'Symbol',
  default: 'Default',
  meaning: 'Meaning',
  noOptions: 'No options.',
  about: 'Documentation',
  noPage: 'The file has no doc.',
  checks: 'Check',
  check: 'Check',
  checkAgain: 'Check again',
  methodCheck: {
    note: 'On the embedded model, in a process of its own',
    checking: 'Gradient, state, resume, reset, engines and cost; half a minute.',
    notChecked:
      'Whether its gradient is right, it keeps all in its state, engines agree, and what a step costs beside TENT.',
  },
  corruptionCheck: {
    note: 'On images made up for it, in a process of its own',
    checking: 'Seed, range, severities and cost; some seconds.',
    notChecked: 'Whether its seed decides all, images keep their size, severities rise, and what an image costs.',
  },
  pictureOf: (severity: number) => (severity === 0 ? 'Clean' : `Severity ${severity}`),
  outcomes,
} as const;
