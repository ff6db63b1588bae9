const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day: 30 Dec 2025. */
export function day(text: string | undefined): string {
  if (!text) return '–';
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
}

/** A time in UTC: 30 Dec 2025, 14:05. */
export function moment(text: string | undefined): string {
  if (!text) return '–';
  return `${day(text)}, ${new Date(text).toISOString().slice(11, 16)} UTC`;
}

/** The last day of what ends at a time: an epoch ends where the next begins. */
export const lastDay = (end: string): string => day(new Date(new Date(end).getTime() - 1).toISOString());

const steps: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'], [60, 'minute'], [24, 'hour'], [30, 'day'], [12, 'month'], [Number.POSITIVE_INFINITY, 'year'],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago, or how soon: 3 minutes ago, in 2 days. */
export function ago(text: string): string {
  let value = (new Date(text).getTime() - Date.now()) / 1000;
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size) return relative.format(Math.trunc(value), unit);
    value /= size;
  }

  return day(text);
}

/** An epoch's id is the day it begins on: 2025-12-30. Other ids are told as they are. */
export const epochName = (id: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(id) ? day(id) : id);
