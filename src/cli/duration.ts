/** Durations on the command line: `90s`, `30m`, `12h`, `7d`. */

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d{1,6})([smhd])$/;

/** Undefined for a duration; otherwise what belongs there. */
export function invalidDuration(value: string): string | undefined {
  return DURATION.test(value) ? undefined : 'a duration such as 90s, 30m, 12h or 7d';
}

export function milliseconds(duration: string): number {
  const [, number = '0', unit = 's'] = DURATION.exec(duration) ?? [];
  return Number(number) * (UNITS[unit] ?? 0);
}
