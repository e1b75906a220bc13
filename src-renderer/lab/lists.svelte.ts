import { lab } from './client.ts';
import { Pulled } from './pulled.svelte.ts';

export const datasets = new Pulled(() => lab.listDatasets({}), 'datasets');
export const models = new Pulled(() => lab.listModels({}), 'models');
export const mggs = new Pulled(() => lab.listMggs({}), 'mggs');
export const engines = new Pulled(() => lab.listEngines({}), 'engines');
/** The choice of `auto` here, its measurements, and why a GPU is not used. */
export const autoEngine = new Pulled(() => lab.autoEngine({}), 'engines');
/** Devices that runs can be computed on. */
export const devices = new Pulled(() => lab.listDevices({}), 'engines');
/** Measurements of several runs at a time. */
export const runsAtOnce = new Pulled(() => lab.runsAtOnce({}), 'engines');
export const benchmarks = new Pulled(() => lab.listBenchmarks({}), 'benchmarks');
export const suites = new Pulled(() => lab.listSuites({}), 'suites');
export const sweeps = new Pulled(() => lab.listSweeps({}), 'sweeps');
/** Ids of the runs that wait, the next one first; runs that came later are behind them. */
export const queue = new Pulled(() => lab.listQueue({}), 'queue');
/** Stored runs whose records can't be read. */
export const unreadableRuns = new Pulled(() => lab.listUnreadableRuns({}), 'unreadableRuns');
export const methods = new Pulled(() => lab.listMethods({}), 'methods');
/** The user's own corruptions. */
export const ownCorruptions = new Pulled(() => lab.listOwnCorruptions({}), 'methods');
/** The folders of the user's own methods and corruptions, and the files in them that can't be used. */
export const ownFiles = new Pulled(() => lab.ownFiles({}), 'methods');
export const presets = new Pulled(() => lab.listPresets({}));
/** Version, host, data folder and what they hold. */
export const labInfo = new Pulled(() => lab.info({}));
