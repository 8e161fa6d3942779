/** Days on the command line. */

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Undefined for a day that exists, as YYYY-MM-DD; otherwise what belongs there. */
export function invalidDay(value: string): string | undefined {
  const time = DAY.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  return exists ? undefined : 'a date that exists, as YYYY-MM-DD';
}
