/** Who gets how much, as it stands in a line. */
export interface Wanted {
  to: string;
  amount: string;
}

/** What was entered or pasted: a line a receiver, who comes first and the amount last, with a space, a tab or a comma between. */
export function wantedOf(text: string): Wanted[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.length > 0)
    .map(line => {
      const [, to, amount] = /^(.*?)[\s,;]+(\S+)$/.exec(line) ?? [];
      return to === undefined || amount === undefined ? { to: line, amount: '' } : { to: to.trim(), amount };
    });
}

const amountForm = /^\d+(?:\.\d+)?$/;

/** The sum of amounts, to the last digit; nothing where one of them is none. */
export function sumOf(amounts: readonly string[]): string | undefined {
  if (!amounts.every(amount => amountForm.test(amount))) return undefined;
  const decimals = Math.max(0, ...amounts.map(amount => amount.split('.')[1]?.length ?? 0));
  const units = amounts.reduce((sum, amount) => {
    const [before = '', after = ''] = amount.split('.');
    return sum + BigInt(before + after.padEnd(decimals, '0'));
  }, 0n);
  const text = units.toString().padStart(decimals + 1, '0');
  const after = decimals === 0 ? '' : text.slice(-decimals).replace(/0+$/, '');
  return text.slice(0, text.length - decimals) + (after && `.${after}`);
}
