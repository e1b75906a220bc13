import { describe, expect, it } from 'vitest';
import { playwrightCounts, vitestCounts, withFailure } from '../../../scripts/test-counts.ts';

const report = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'failed', assertionResults: [{}] }],
};

describe('test counts', () => {
  it('counts each test once', () => {
    expect(vitestCounts(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats })).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [...report.testResults, { status: 'failed', assertionResults: [] }];
    expect(vitestCounts({ ...report, testResults }).failed).toBe(2);
  });

  it('never lets a failed runner look green', () => {
    expect(withFailure(false, vitestCounts(undefined))).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(withFailure(false, { passed: 5, failed: 0, skipped: 0 }).failed).toBe(1);
    expect(withFailure(false, { passed: 5, failed: 2, skipped: 0 }).failed).toBe(2);
    expect(withFailure(true, { passed: 5, failed: 0, skipped: 0 }).failed).toBe(0);
  });
});
