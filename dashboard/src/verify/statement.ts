import { sha256, toHex } from './crypto';

/** What was looked at, and whether it is as it should be. */
export interface Check {
  what: string;
  /** What was found; empty if that is clear. */
  found: string;
  holds: boolean;
}

interface Paid {
  readonly participantId: string;
  readonly amount: string;
}

/** A statement, as far as it is checked. */
export interface Statement {
  readonly budget: string;
  readonly paid: string;
  readonly carriedOver: string;
  readonly lapsed: string;
  readonly supplyBefore: string;
  readonly supplyAfter: string;
  readonly previousStatement?: string;
  readonly policies: readonly { readonly policy: string; readonly budget: string; readonly receipts: readonly Paid[] }[];
  readonly payments: readonly Paid[];
}

const sum = (amounts: readonly Paid[]) => amounts.reduce((total, each) => total + BigInt(each.amount), 0n);

/**
 * Checks a closed epoch's statement by itself: its bytes against the hash that the epoch names, its sums to the last unit, and that it goes
 * on from the statement before. All of it is computed here, of what was fetched.
 * @param bytes The statement as it was sent.
 * @param hash What the epoch says its hash is.
 * @param before The hash of the statement before, as the list of epochs tells it; undefined for the first.
 * @param isShown Whether it has other names than the one that was hashed, so that its hash says nothing.
 */
export async function checkStatement(
  bytes: ArrayBuffer,
  hash: string | undefined,
  before: string | undefined,
  isShown = false,
): Promise<Check[]> {
  const computed = toHex(await sha256(new Uint8Array(bytes)));
  const statement = JSON.parse(new TextDecoder().decode(bytes)) as Statement;
  const checks: Check[] = [
    ...(isShown ? [] : [{ what: 'The statement has the hash that the epoch names (SHA-256)', found: computed, holds: computed === hash }]),
    {
      what: 'It names the statement of the epoch before',
      found: statement.previousStatement ?? 'it is the first',
      holds: statement.previousStatement === before,
    },
  ];

  const parts = BigInt(statement.paid) + BigInt(statement.carriedOver) + BigInt(statement.lapsed);
  checks.push({
    what: 'Paid, carried over and lapsed add up to the budget',
    found: `${parts} of ${statement.budget} units`,
    holds: parts === BigInt(statement.budget),
  });
  const after = BigInt(statement.supplyBefore) + BigInt(statement.paid);
  checks.push({ what: 'The supply grew by what was paid', found: `${after} units`, holds: after === BigInt(statement.supplyAfter) });
  const paid = sum(statement.payments);
  checks.push({
    what: 'The payments add up to what was paid',
    found: `${statement.payments.length} payments, ${paid} units`,
    holds: paid === BigInt(statement.paid),
  });
  for (const policy of statement.policies) {
    const receipts = sum(policy.receipts);
    checks.push({
      what: `${policy.policy} gave out no more than its part of the budget`,
      found: `${receipts} of ${policy.budget} units`,
      holds: receipts <= BigInt(policy.budget),
    });
  }

  checks.push({ what: 'What the policies gave each person is what that person was paid', found: '', holds: sameForEach(statement) });
  return checks;
}

function sameForEach(statement: Statement): boolean {
  const owed = new Map<string, bigint>();
  for (const { participantId, amount } of statement.policies.flatMap(policy => policy.receipts))
    owed.set(participantId, (owed.get(participantId) ?? 0n) + BigInt(amount));
  for (const { participantId, amount } of statement.payments) owed.set(participantId, (owed.get(participantId) ?? 0n) - BigInt(amount));
  return [...owed.values()].every(rest => rest === 0n);
}
