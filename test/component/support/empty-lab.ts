import type { CallInput, CallName, CallOutput } from '../../../src-shared/api/contract.ts';
import { settingsSchema } from '../../../src-shared/api/lab.ts';

/** How a lab of a test answers calls. A call that is missing is answered as by an empty lab, or refused. */
export type Answers = {
  [Name in CallName]?: (input: CallInput<Name>) => CallOutput<Name> | Promise<CallOutput<Name>>;
};

const nothing = () => [];

/** Answers of a lab in which nothing was done yet. */
export const emptyLab: Answers = {
  listRuns: nothing,
  listProgress: nothing,
  listQueue: nothing,
  listUnreadableRuns: nothing,
  listDatasets: nothing,
  listModels: nothing,
  listMggs: nothing,
  listEngines: nothing,
  runsAtOnce: nothing,
  listDevices: () => [{ id: 'cpu', kind: 'cpu', name: 'Example CPU' }],
  autoEngine: () => ({ candidates: ['onnx-cpu'], races: [], gaps: [] }),
  engineSetup: () => null,
  listBenchmarks: nothing,
  listMethods: nothing,
  listOwnCorruptions: nothing,
  ownFiles: () => ({ folders: ['/data/methods'], refused: [] }),
  listPresets: nothing,
  listSuites: nothing,
  listSweeps: nothing,
  getSettings: () => settingsSchema.parse({}),
  readUiState: () => null,
  writeUiState: () => null,
};
