const day = 86_400;
const units: Readonly<Record<string, number>> = {
  ...{ ms: 0.001, s: 1, sec: 1, min: 60, m: 60, h: 3600, d: day, day, days: day, w: 7 * day, week: 7 * day },
  ...{ weeks: 7 * day, month: 30 * day, months: 30 * day },
};

/** A number as people write it: `1e-3`, `60%`, `−2`, `1,000`; undefined for other text. */
export function readNumber(text: string): number | undefined {
  const plain = text
    .replace(/%$/, '')
    .replace('−', '-')
    .replaceAll(/,(?=\d{3}\b)/g, '');
  const value = plain === '' ? Number.NaN : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** How far from a written number a measured one may be and still read the same: half of the last digit. */
export function halfDigit(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/%$/, '').split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

/** Seconds: `90`, `90s`, `2min`, `1.5 h`, `7d`; undefined for other text. */
export function readDuration(text: string): number | undefined {
  const found = /^([\d.]+(?:e[-+]?\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const count = found ? Number(found[1]) : Number.NaN;
  const unit = found?.[2] === '' ? 1 : units[found?.[2]?.toLowerCase() ?? ''];
  return unit === undefined || !Number.isFinite(count) ? undefined : count * unit;
}

/** A stretch of time, in milliseconds since 1970; `until` does not belong to it. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

function midnight(now: number, daysAgo: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
}

const named: Readonly<Record<string, (now: number) => Period>> = {
  today: (now) => ({ from: midnight(now, 0), until: Infinity }),
  yesterday: (now) => ({ from: midnight(now, 1), until: midnight(now, 0) }),
};

/** When: `today`, `yesterday`, `week` or `last week` (the last seven days), `7d` (since then), `2026-11-05` (that day). */
export function readPeriod(text: string, now: number): Period | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^last\s+/, '');
  const known = named[words];
  if (known) return known(now);
  const date = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(words);
  if (date) {
    const [year, month, dayOfMonth] = [Number(date[1]), Number(date[2]) - 1, Number(date[3] ?? 1)];
    const until = date[3] === undefined ? new Date(year, month + 1, 1) : new Date(year, month, dayOfMonth + 1);
    return { from: new Date(year, month, dayOfMonth).getTime(), until: until.getTime() };
  }
  const past = /^\d+$/.test(words) ? undefined : readDuration(/^[a-z]+$/.test(words) ? `1${words}` : words);
  return past === undefined ? undefined : { from: now - 1000 * past, until: Infinity };
}
