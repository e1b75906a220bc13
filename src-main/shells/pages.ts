import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Content security policy of the lab's pages: own scripts, styles, pictures and requests; nothing inline or foreign. */
function contentSecurityPolicy(channels: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Pictures of datasets and drawings of plots are made in the page.
    "img-src 'self' blob: data:",
    "font-src 'self'",
    ["connect-src 'self'", ...channels].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Headers sent with every answer, page or refusal, by both shells.
 * @param channels addresses of WebSockets that the page may open
 */
export function securityHeaders(channels: readonly string[] = []): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(channels),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Page {
  body: Buffer<ArrayBuffer>;
  contentType: string;
}

/**
 * The file below `root` that a URL's path names; `/` is `index.html`.
 * Undefined for everything that would lead out of `root` or is no proper path.
 */
export function pageFile(root: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (!decoded.startsWith('/') || decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const file = path.resolve(root, `.${decoded === '/' ? '/index.html' : decoded}`);
  return file.startsWith(path.resolve(root) + path.sep) ? file : undefined;
}

/** Reads the page that a URL's path names; undefined if there is none of a kind that pages are made of. */
export async function readPage(root: string, urlPath: string): Promise<Page | undefined> {
  const file = pageFile(root, urlPath);
  const contentType = file === undefined ? undefined : contentTypes[path.extname(file)];
  if (file === undefined || contentType === undefined) return undefined;
  try {
    return { body: await readFile(file), contentType };
  } catch {
    return undefined;
  }
}
