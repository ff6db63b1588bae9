import type { Proven } from './proof';
import { checkStatement, type Check, type Statement } from './statement';

/** What was fetched of an epoch, to be checked together. */
export interface Fetched {
  /** The statement as it was sent. */
  statement: ArrayBuffer;
  /** Whether it is not the text that was hashed: it names people who are not shown, under other names. */
  isShown: boolean;
  /** What the epoch says the statement's hash is. */
  hash: string | undefined;
  /** The hash of the statement before; undefined for the first. */
  before: string | undefined;
}

/** What became of it. */
export interface Verified {
  checks: Check[];
  statement: Statement & Record<string, unknown>;
}

/** Checks the statement of an epoch, and what the space signed of it. */
export async function checkEpoch(fetched: Fetched, check: (statement: string | undefined) => Promise<Proven[]>): Promise<Verified> {
  const checks = await checkStatement(fetched.statement, fetched.hash, fetched.before, fetched.isShown);
  const proven = await check(fetched.hash);
  // Each proof looks at the keys and the checkpoint anew: what was said once is said.
  for (const each of proven.flatMap(one => one.checks))
    if (!checks.some(known => known.what === each.what && known.holds === each.holds)) checks.push(each);
  return { checks, statement: JSON.parse(new TextDecoder().decode(fetched.statement)) as Verified['statement'] };
}
