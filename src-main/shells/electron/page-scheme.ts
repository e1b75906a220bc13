import type { CustomScheme } from 'electron';
import { readPage, securityHeaders } from '../pages.ts';

const host = 'lab';

/** Origin of the lab's pages in the desktop window. */
export const pageOrigin = `app://${host}`;

/** Must be registered before the app is ready; makes app:// behave like https:// (own origin, secure context). */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** Answers requests for app:// with the built pages below `root`, and with nothing else. */
export function pageHandler(root: string): (request: Request) => Promise<Response> {
  const refuse = (status: number) => new Response(null, { status, headers: securityHeaders() });
  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== host) return refuse(403);
    if (request.method !== 'GET') return refuse(405);
    const page = await readPage(root, url.pathname);
    if (page === undefined) return refuse(404);
    return new Response(page.body, { headers: { ...securityHeaders(), 'Content-Type': page.contentType } });
  };
}
