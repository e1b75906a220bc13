import { toLabError } from '../../src-shared/errors.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LabLog } from '../platform/log.ts';

/** Where an attendant says that something went wrong. */
export interface AttendantReports {
  readonly hub: Pick<EventHub, 'publish'>;
  readonly log: Pick<LabLog, 'error'>;
}

export interface AttendantTimes {
  readonly everyMs: number;
  /** The first time, if that is another. */
  readonly firstMs?: number;
}

/**
 * Work that is done periodically while the lab is open. Errors never leave the timer: they are logged and reported
 * once, and the work is retried the next time; after a success the next error is reported again.
 */
export class Attendant {
  private failing = false;
  private readonly timers: readonly ReturnType<typeof setTimeout>[];
  private readonly complaint: string;
  private readonly work: () => unknown;
  private readonly reports: AttendantReports;

  /** @param complaint how a failure is announced, before its cause, e.g. `The daily backup could not be made` */
  constructor(complaint: string, work: () => unknown, { everyMs, firstMs }: AttendantTimes, reports: AttendantReports) {
    this.complaint = complaint;
    this.work = work;
    this.reports = reports;
    const attempt = (): void => void this.attempt();
    this.timers = [setInterval(attempt, everyMs), ...(firstMs === undefined ? [] : [setTimeout(attempt, firstMs)])];
    for (const timer of this.timers) timer.unref();
  }

  /** Does the work now. Never rejects. */
  async attempt(): Promise<void> {
    try {
      await this.work();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.report(error);
      this.failing = true;
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private report(error: unknown): void {
    this.reports.log.error(this.complaint, error);
    const { message, hint } = toLabError(error);
    const text = `${this.complaint}: ${message}${hint === undefined ? '' : ` ${hint}`}`;
    this.reports.hub.publish('notice', { level: 'warning', text });
  }
}
