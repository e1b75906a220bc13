import { isBuiltin } from 'node:module';
import path from 'node:path';

/** What computes, without the store of results, from the bottom up. */
const computing = ['own', 'engines', 'models', 'mgg', 'methods', 'data', 'experiments', 'jobs'];
/** The rooms of the lab, from the bottom up. */
const rooms = [
  'platform',
  'catalog',
  'identity',
  'runs',
  'planning',
  'exports',
  'suites',
  'sweeps',
  'cluster',
  'verify',
  'bench',
];

/** @param {string} room */
const below = (room) => ['store', ...computing, ...rooms.slice(0, rooms.indexOf(room))];

/**
 * The layers of the lab, as `layer: layers it may import`. A layer is a folder of src-main, or one of the two other
 * source roots. A layer may always import from itself, and `shared` is open to all.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const mayImport = {
  shared: [],
  renderer: [],
  platform: [],
  engines: [],
  own: [],
  data: ['own'],
  store: [],
  models: ['engines'],
  mgg: ['engines', 'models'],
  methods: ['own', 'engines', 'models', 'mgg'],
  experiments: ['own', 'engines', 'models', 'mgg', 'methods', 'data', 'store'],
  jobs: ['platform', 'own', 'engines', 'models', 'mgg', 'methods', 'data', 'store', 'experiments'],
  ...Object.fromEntries(rooms.slice(1).map((room) => [room, below(room)])),
  app: ['store', ...computing, ...rooms],
  shells: [...computing, ...rooms, 'app'],
};

/**
 * Packages that only one folder may import: they are native, optional, slow to load, or exist in one kind of process only.
 * @type {readonly { packages: RegExp, folder: string }[]}
 */
const packageHomes = [
  { packages: /^electron$/, folder: 'src-main/shells/electron' },
  { packages: /^onnxruntime-node$/, folder: 'src-main/engines/onnx' },
  { packages: /^@tensorflow\/tfjs-node(-gpu)?$/, folder: 'src-main/engines' },
  { packages: /^@tensorflow\/tfjs-backend-/, folder: 'src-main/engines' },
  { packages: /^better-sqlite3$/, folder: 'src-main/store' },
  { packages: /^sharp$/, folder: 'src-main/data' },
  { packages: /^@stdlib\//, folder: 'src-main/data/corruptions' },
];

/** @param {string} file path relative to the repository, with forward slashes */
function layerOf(file) {
  const [root, folder] = file.split('/');
  if (root === 'src-shared') return 'shared';
  if (root === 'src-renderer') return 'renderer';
  return root === 'src-main' ? folder : undefined;
}

/** @param {string} file @param {string} folder */
const isInside = (file, folder) => file.startsWith(`${folder}/`);

/**
 * Says what is wrong with `file` importing `specifier`, or nothing if the import is allowed.
 * @param {string} file importing file, relative to the repository, with forward slashes
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function importProblem(file, specifier) {
  const importer = layerOf(file);
  if (importer === undefined) return undefined;
  if (!specifier.startsWith('.')) {
    const home = packageHomes.find(({ packages }) => packages.test(specifier));
    if (home && !isInside(file, home.folder)) return `${specifier} is imported in ${home.folder} only.`;
    if (isBuiltin(specifier) && (importer === 'shared' || importer === 'renderer')) {
      return `${specifier} is Node's: '${importer}' also runs in the window.`;
    }
    return undefined;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const imported = layerOf(target);
  if (imported === undefined) return `${file} imports ${target}, which lies outside of the sources.`;
  if (imported === importer || imported === 'shared') return undefined;
  if (mayImport[importer]?.includes(imported)) return undefined;
  return `Layer '${importer}' must not import layer '${imported}': imports point downwards only.`;
}

/**
 * ESLint rule that holds the layering: imports point downwards only (shells, app, the rooms of the lab, jobs, experiments, methods, mgg, models, engines).
 * @type {import('eslint').Rule.RuleModule}
 */
export const layering = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{problem}}' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    /** @param {import('estree').Node | null | undefined} source */
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const problem = importProblem(file, source.value);
      if (problem !== undefined) context.report({ node: source, messageId: 'forbidden', data: { problem } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
    };
  },
};

/** As a plugin of either linter. */
export default { meta: { name: 'lab' }, rules: { layering } };
