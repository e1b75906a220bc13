/** Marks a journey that only `npm run test:full` makes; `playwright.config.ts` leaves it out otherwise. */
export const full = { tag: '@full' } as const;
