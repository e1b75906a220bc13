import type { ServerResponse } from 'node:http';
import type { Plugin } from 'vitest/config';

/** Answers of Vite that a browser has to ask for again each time. */
const askedAgain = 'no-cache';

/**
 * Has Chromium keep modules from one test file to the next where tests run once. Each file loads some hundred of them
 * anew, and by itself Vite has the browser ask for each whether it has changed: 4,000 requests for nine files.
 */
export function keptModules(): Plugin {
  return {
    name: 'lab:kept-modules',
    configureServer({ middlewares, config }) {
      // Modules change while somebody works on them.
      if (config.server.watch !== null) return;
      const handle = (_request: unknown, response: ServerResponse, next: () => void): void => {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = (name, value) =>
          setHeader(name, name === 'Cache-Control' && value === askedAgain ? 'max-age=3600' : value);
        next();
      };
      // Before all others, which set headers themselves.
      middlewares.stack.unshift({ route: '', handle });
    },
  };
}
