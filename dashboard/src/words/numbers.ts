const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number for people: 1,234.5; as many decimals as it takes to tell it from nothing, two where that is enough. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return whole.format(value);
  if (size >= 0.01) return trimmed(value.toFixed(2));
  return size < 1e-6 ? 'almost 0' : trimmed(value.toPrecision(2).includes('e') ? value.toFixed(7) : value.toPrecision(2));
}

const trimmed = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** How many there are. */
export const count = (value: number): string => whole.format(value);

/** One thing or several: `plural(2, 'person', 'people')`. */
export const plural = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

/** An amount of grain as the API tells it, cut after two decimals and never rounded up. The whole of it is told beside. */
export function grain(text: string | undefined): string {
  if (text === undefined) return '–';
  const [, sign = '', before = '0', after = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const head = before.replace(/\B(?=(\d{3})+$)/g, ',');
  const cut = after.slice(0, 2);
  const isTiny = before === '0' && /^0*$/.test(cut) && /[1-9]/.test(after);
  if (isTiny) return `${sign}<0.01`;
  return /^0*$/.test(cut) ? sign + head : `${sign}${head}.${cut}`;
}

/** A share, 0 to 1, as percent. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  return share < 1 && share > 0.99 ? '>99 %' : `${Math.round(share * 100)} %`;
}

/** For widths only: what is counted is counted in whole units. */
export const roughly = (text: string | undefined): number => Number(text ?? 0);
