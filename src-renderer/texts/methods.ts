import type { OwnCheck } from '../../src-shared/api/own.ts';

const outcomes: Readonly<Record<OwnCheck['outcome'], string>> = {
  passed: 'Passed',
  failed: 'Failed',
  skipped: 'Not checked',
};

export const methods = {
  title: 'Methods',
  subtitle: 'Built-in methods, and your own methods and corruptions in one file each.',
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
    note: 'On the embedded model, in a separate process',
    checking: 'Gradient, state, resume, reset, engines and cost; half a minute.',
    notChecked:
      'Checks gradient, completeness of the state, agreement of engines, and the cost of a step relative to TENT.',
  },
  corruptionCheck: {
    note: 'On synthetic images, in a separate process',
    checking: 'Seed, range, severities and cost; some seconds.',
    notChecked: 'Checks determinism by seed, image size, increasing severities, and the cost of an image.',
  },
  pictureOf: (severity: number) => (severity === 0 ? 'Clean' : `Severity ${severity}`),
  outcomes,
} as const;
