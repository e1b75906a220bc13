/** Every page of the lab and its address behind the `#`. `:id` stands for one part of the path. */
export const routes = {
  home: '/',
  newExperiment: '/new',
  runs: '/runs',
  run: '/runs/:id',
  group: '/groups/:id',
  compare: '/compare',
  pretrain: '/pretrain',
  suites: '/suites',
  suite: '/suites/:id',
  datasets: '/datasets',
  models: '/models',
  engines: '/engines',
  settings: '/settings',
  docs: '/docs',
  docsPage: '/docs/:id',
} as const;

export type RouteName = keyof typeof routes;
export type Params<Name extends RouteName> = (typeof routes)[Name] extends `${string}:id` ? { id: string } : object;
export type Query = Readonly<Record<string, string>>;
/** Values of a query; undefined ones are left out of the address. */
export type QueryInput = Readonly<Record<string, string | number | undefined>>;

/** A place in the lab: `notFound` for addresses that lead nowhere. */
export interface Place {
  name: RouteName | 'notFound';
  params: { readonly id?: string };
  query: Query;
}

/** What `App` hands to the page of route `Name`. */
export interface PageProps<Name extends RouteName> {
  params: Params<Name>;
  query: Query;
}

type HrefArguments<Name extends RouteName> = (typeof routes)[Name] extends `${string}:id`
  ? [params: { id: string }, query?: QueryInput]
  : [params?: object, query?: QueryInput];

/** The address of a page: `href('run', { id })`, `href('compare', {}, { runs: 'a,b' })`. */
export function href<Name extends RouteName>(name: Name, ...[params, query]: HrefArguments<Name>): string {
  const id = params !== undefined && 'id' in params ? params.id : '';
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const suffix = search.size === 0 ? '' : `?${search.toString()}`;
  return `#${routes[name].replace(':id', encodeURIComponent(id))}${suffix}`;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Reads the part of an address from `#` on. A trailing slash does no harm. */
export function parseHash(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const query = Object.fromEntries(new URLSearchParams(search));
  const parts = path.split('/').filter((part) => part !== '');
  for (const [name, pattern] of Object.entries(routes) as [RouteName, string][]) {
    const wanted = pattern.split('/').filter((part) => part !== '');
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, i) => part === ':id' || part === parts[i])) continue;
    if (!wanted.includes(':id')) return { name, params: {}, query };
    const id = decoded(parts[wanted.indexOf(':id')]!);
    if (id !== undefined) return { name, params: { id }, query };
  }
  return { name: 'notFound', params: {}, query };
}
