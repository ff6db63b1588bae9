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

const minute = 60;
const hour = 60 * minute;
const oneDay = 24 * hour;

/** Up to how many seconds which unit is used, and how many seconds it has. */
const units: [number, Intl.RelativeTimeFormatUnit, number][] = [
  [minute, 'second', 1],
  [hour, 'minute', minute],
  [oneDay, 'hour', hour],
  [60 * oneDay, 'day', oneDay],
  [730 * oneDay, 'month', 30.44 * oneDay],
  [Number.POSITIVE_INFINITY, 'year', 365.25 * oneDay],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago, or how soon: 3 minutes ago, in 32 days. */
export function ago(text: string): string {
  const seconds = (new Date(text).getTime() - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return text;
  if (Math.abs(seconds) < 10) return 'now';
  const [, unit, size] = units.find(([limit]) => Math.abs(seconds) < limit)!;
  return relative.format(Math.round(seconds / size), unit);
}

/** An epoch's id is the day it begins on: 2025-12-30. Other ids are told as they are. */
export const epochName = (id: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(id) ? day(id) : id);
