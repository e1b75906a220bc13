/** Every page of the lab and its address behind the `#`. `:id` stands for one part of the path. */
export const routes = {
  home: '/',
  newExperiment: '/new',
  runs: '/runs',
  run: '/runs/:id',
  runImages: '/runs/:id/images',
  group: '/groups/:id',
  compare: '/compare',
  pretrain: '/pretrain',
  suites: '/suites',
  suite: '/suites/:id',
  sweeps: '/sweeps',
  sweep: '/sweeps/:id',
  datasets: '/datasets',
  methods: '/methods',
  models: '/models',
  generator: '/generator',
  engines: '/engines',
  settings: '/settings',
  docs: '/docs',
  docsPage: '/docs/:id',
} as const;

export type RouteName = keyof typeof routes;
/** Pages that there is one of. */
export type PlainRouteName = {
  [Name in RouteName]: (typeof routes)[Name] extends `${string}:id${string}` ? never : Name;
}[RouteName];
type Params<Name extends RouteName> = (typeof routes)[Name] extends `${string}:id${string}` ? { id: string } : object;

/**
 * The query parameters of each page. Links, `setQuery` and the pages' own `query` know these keys only, so
 * that no link can ask a page for what it does not read.
 */
const queryKeys = {
  home: [],
  newExperiment: ['from', 'dataset', 'model', 'mgg', 'method', 'chosen'],
  runs: ['q', 'status', 'method', 'dataset', 'tag', 'group', 'columns', 'sort', 'by'],
  run: [],
  runImages: ['against', 'kind', 'shift', 'label', 'prediction', 'selected', 'confidence', 'order', 'page'],
  group: [],
  compare: ['ids', 'metric', 'baseline', 'curves'],
  pretrain: ['from'],
  suites: [],
  suite: ['seeds', 'corruptions', 'images', 'clean', 'metric'],
  sweeps: [],
  sweep: ['metric', 'option'],
  datasets: ['id', 'view'],
  methods: ['id'],
  models: ['edit', 'back'],
  generator: ['mgg', 'run', 'record', 'mgg2', 'run2', 'record2'],
  engines: [],
  docs: [],
  docsPage: [],
  settings: [],
} as const satisfies Record<RouteName, readonly string[]>;

type QueryKey<Name extends RouteName> = (typeof queryKeys)[Name][number];
export type Query<Name extends RouteName> = Readonly<Partial<Record<QueryKey<Name>, string>>>;
/** Values of a query; undefined ones are left out of the address. */
export type QueryInput<Name extends RouteName> = Readonly<Partial<Record<QueryKey<Name>, string | number | undefined>>>;
type AnyQuery = Readonly<Record<string, string | number | undefined>>;

/** A place in the lab: `notFound` for addresses that lead nowhere. */
export interface Place {
  name: RouteName | 'notFound';
  params: { readonly id?: string };
  query: Readonly<Record<string, string>>;
}

/** Props that `App` hands to the page of route `Name`. */
export interface PageProps<Name extends RouteName> {
  params: Params<Name>;
  query: Query<Name>;
}

/** Refuses keys that the page does not read, also those of a spread or a variable. */
type Exact<Name extends RouteName, Given> = {
  readonly [Key in keyof Given]: Key extends QueryKey<Name> ? Given[Key] : never;
};

export type HrefArguments<Name extends RouteName, Given> = (typeof routes)[Name] extends `${string}:id${string}`
  ? [params: { id: string }, query?: Exact<Name, Given>]
  : [params?: object, query?: Exact<Name, Given>];

/** The address of a page: `href('run', { id })`, `href('compare', {}, { ids: 'a,b' })`. */
export function href<Name extends RouteName, Given extends QueryInput<Name> = QueryInput<Name>>(
  name: Name,
  ...[params, query]: HrefArguments<Name, Given>
): string {
  return addressOf({ name, params: params ?? {}, query: query ?? {} });
}

/** The address of any place that is there. */
export function addressOf(place: { name: RouteName; params: { id?: string }; query: AnyQuery }): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(place.query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const suffix = search.size === 0 ? '' : `?${search.toString()}`;
  return `#${routes[place.name].replace(':id', encodeURIComponent(place.params.id ?? ''))}${suffix}`;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Of a query, what the page reads. */
function known(name: RouteName, query: URLSearchParams): Record<string, string> {
  const keys: readonly string[] = queryKeys[name];
  return Object.fromEntries([...query].filter(([key]) => keys.includes(key)));
}

/** Reads the part of an address from `#` on. A trailing slash does no harm, nor does what no page asks for. */
export function parseHash(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const parts = path.split('/').filter((part) => part !== '');
  for (const [name, pattern] of Object.entries(routes) as [RouteName, string][]) {
    const wanted = pattern.split('/').filter((part) => part !== '');
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, i) => part === ':id' || part === parts[i])) continue;
    if (!wanted.includes(':id')) return { name, params: {}, query: known(name, query) };
    const id = decoded(parts[wanted.indexOf(':id')]!);
    if (id !== undefined) return { name, params: { id }, query: known(name, query) };
  }
  return { name: 'notFound', params: {}, query: {} };
}

/** Whether two addresses show the same, in whatever order their parts were chosen. */
export function isSameAddress(a: string, b: string): boolean {
  const sorted = (address: string): string => {
    const [path, search] = address.split('?');
    const parts = new URLSearchParams(search);
    parts.sort();
    return `${path}?${parts.toString()}`;
  };
  return sorted(a) === sorted(b);
}
