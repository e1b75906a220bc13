import { href, parseHash } from './routes.ts';
import type { Place, Query, QueryInput } from './routes.ts';

export { href } from './routes.ts';
export type { PageProps, Query, RouteName } from './routes.ts';

let place = $state.raw<Place>(parseHash(typeof location === 'undefined' ? '' : location.hash));

if (typeof window !== 'undefined') {
  window.addEventListener('hashchange', () => (place = parseHash(location.hash)));
}

/** Where the lab is: `router.name`, `router.params`, `router.query`. */
export const router = {
  get name(): Place['name'] {
    return place.name;
  },
  get params(): Place['params'] {
    return place.params;
  },
  get query(): Query {
    return place.query;
  },
};

/** Goes to a page, as a click on a link would. */
export function navigate(...args: Parameters<typeof href>): void {
  location.hash = href(...args);
}

/**
 * Changes the query of the page in view and leaves the rest of it: for filters and choices that a reload or a
 * bookmark should keep. No entry in the history; undefined or '' removes a key.
 */
export function setQuery(changes: QueryInput): void {
  if (place.name === 'notFound') return;
  const merged = { ...place.query, ...changes };
  const next = href(place.name, place.params as { id: string }, merged);
  history.replaceState(history.state, '', next);
  place = parseHash(next);
}
