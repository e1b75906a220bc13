/** Whether this is `npm run test:full`; `npm test` looks at fewer cases of what takes long. */
export const thorough = process.env['LAB_TEST_FULL'] === '1';

/** All cases of a list where the test is thorough, else the first and each `step`th after it. */
export function some<T>(cases: readonly T[], step: number): readonly T[] {
  return thorough ? cases : cases.filter((_, index) => index % step === 0);
}
