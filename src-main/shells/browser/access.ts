import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time, so that the duration does not reveal how far two secrets agree. */
function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Who may talk to the server on one port: the holder of the token, from the server's own pages. */
export class Access {
  /** Cookies are shared between the ports of a host, so each lab has one of its own name. */
  readonly cookie: string;
  /** The names that the server answers to. */
  readonly hosts: readonly string[];
  private readonly token: string;

  constructor(port: number, token: string) {
    this.hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.token = token;
    this.cookie = `lab-${port}`;
  }

  /** The problem with the names in a request: a foreign `Host` means DNS rebinding, a foreign `Origin` another site's script. */
  nameProblem({ headers: { host, origin } }: IncomingMessage): string | undefined {
    if (host === undefined || !this.hosts.includes(host)) return 'Wrong host.';
    if (origin !== undefined && origin !== `http://${host}`) return 'Wrong origin.';
    return undefined;
  }

  /** Whether the token stands in the address, where it outweighs the cookie, or in the cookie. */
  isHolder(request: IncomingMessage, tokenInAddress: string | null): boolean {
    return sameSecret(tokenInAddress ?? cookieOf(request, this.cookie) ?? '', this.token);
  }

  /** Header that hands the token over to the browser, out of reach of scripts. */
  get setCookie(): string {
    return `${this.cookie}=${this.token}; Path=/; HttpOnly; SameSite=Lax`;
  }
}
