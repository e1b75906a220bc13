import { SvelteMap } from 'svelte/reactivity';
import { addressOf, href, parseHash } from './routes.ts';
import type { HrefArguments, Place, PlainRouteName, QueryInput, RouteName } from './routes.ts';

export { href } from './routes.ts';
export type { PageProps, Query, QueryInput, RouteName } from './routes.ts';

/** Pages without an `:id` that are found again as they were left: what is compared, filtered, chosen. */
const kept: readonly RouteName[] = ['runs', 'compare', 'datasets'];
const lastQueries = new SvelteMap<RouteName, Place['query']>();

let place = $state.raw<Place>(parseHash(''));

function arriveAt(next: Place): void {
  place = next;
  if (next.name !== 'notFound' && kept.includes(next.name)) lastQueries.set(next.name, next.query);
}

if (typeof window !== 'undefined') {
  arriveAt(parseHash(location.hash));
  window.addEventListener('hashchange', () => arriveAt(parseHash(location.hash)));
}

/** Where the lab is: `router.name`, `router.params`, `router.query`. */
export const router = {
  get name(): Place['name'] {
    return place.name;
  },
  get params(): Place['params'] {
    return place.params;
  },
  get query(): Place['query'] {
    return place.query;
  },
};

/** Goes to a page, as a click on a link would. */
export function navigate<Name extends RouteName, Given extends QueryInput<Name> = QueryInput<Name>>(
  name: Name,
  ...rest: HrefArguments<Name, Given>
): void {
  location.hash = href<Name, Given>(name, ...rest);
}

/** Goes to an address that was kept, from `#` on. */
export function goTo(address: string): void {
  location.hash = address;
}

/** The address of a page as it was last seen: with its comparison, its filters. */
export function lastHref(name: PlainRouteName): string {
  return addressOf({ name, params: {}, query: lastQueries.get(name) ?? {} });
}

/**
 * Changes the query of page `name` and leaves the rest of it: for filters and choices that a reload or a bookmark should
 * keep. No entry in the history; undefined or '' removes a key. Does nothing once another page is in view or called for, of
 * which the window hears a moment later: its query is its own.
 */
export function setQuery<Name extends RouteName>(name: Name, changes: QueryInput<Name>): void {
  if (place.name !== name || parseHash(location.hash).name !== name) return;
  const next = addressOf({ name, params: place.params, query: { ...place.query, ...changes } });
  history.replaceState(history.state, '', next);
  arriveAt(parseHash(next));
}
