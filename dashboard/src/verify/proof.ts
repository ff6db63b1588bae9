import { hexOf } from './crypto';
import { findAccount, findEntry, findHistory, missAccount, readEntry } from './proven';
import { canonical, must, object, ProofFault, type Part } from './reading';
import { mustFollow, readCheckpoint, readKeys } from './signed';
import type { Check } from './statement';

/** What a proof must be of, and what is known of it. */
export interface Known {
  space?: string;
  epoch?: string;
  kinds?: readonly string[];
  /** SHA-256 of the epoch's statement, as it was computed here. */
  statement?: string;
  /** A public key of the space, as it was known before. */
  key?: string;
  /** Points or base units, as the page shows them of the grant or payment. */
  amount?: string;
}

/** What became of checking a proof. */
export interface Proven {
  /** What was looked at, up to the first that does not hold: of what comes behind it nothing is known. */
  checks: Check[];
  /** What is proven; absent if nothing is. */
  says?: string;
  /** The space's first public key, if its keys are good. */
  key?: string;
  /** SHA-256 of the checkpoint, if it is signed. */
  checkpoint?: string;
}

/** Checks a proof part by part; docs/check-a-proof.md says what is hashed and signed. */
export async function checkProof(value: unknown, known: Known = {}): Promise<Proven> {
  const made: Proven = { checks: [] };
  let what = '';
  const holds = (found = '') => void made.checks.push({ what, found, holds: true });
  try {
    what = 'It is a proof of what was asked';
    const proof = object(value, 'the proof');
    const checkpoint = mustBeAsked(proof, known);
    holds();

    what = 'Each key of the space is signed by the one before it';
    const keys = await readKeys(proof.keys, checkpoint.space);
    made.key = keys[0]!.publicKey;
    holds(keys.length === 1 ? 'there is one key, which signs itself' : `${keys.length} keys`);

    what = 'The checkpoint of the epoch is signed by the space (Ed25519)';
    const signer = await readCheckpoint(checkpoint, proof.signature, keys, 'the checkpoint');
    made.checkpoint = await hexOf(canonical(checkpoint));
    holds(`key ${signer.number}, ${signer.publicKey}`);

    if (known.key) {
      what = 'The space signs with the key that this browser knows from before';
      mustFollow(known.key, signer, keys);
      holds();
    }

    if (known.statement) {
      what = 'The statement is the one that was signed';
      must(known.statement === checkpoint.statement, 'the statement is not the one that was signed');
      holds();
    }

    if (proof.kind === 'grant' || proof.kind === 'payment') {
      what = 'The entry has the hash of its content';
      const entry = await readEntry(proof);
      holds(entry.content ? '' : 'its content is not shown: it names somebody who is not');
      if (known.amount !== undefined && entry.content) {
        what = 'It says what this page shows';
        const amount = String(entry.content.amount);
        must(amount === known.amount, `the entry says ${amount}, and the page ${known.amount}`);
        holds();
      }

      what = 'The entry is in the log whose root is signed';
      holds(await findEntry(proof));
      made.says = entry.says;
    } else if (proof.kind === 'account') {
      what = 'The account is in the map whose root is signed';
      made.says = await findAccount(proof);
      holds();
    } else if (proof.kind === 'no-account') {
      what = 'There is no such account in the map whose root is signed';
      made.says = await missAccount(proof);
      holds();
    } else if (proof.kind === 'history') {
      what = 'The earlier checkpoint is signed by the space';
      const earlier = object(proof.earlier, 'the earlier checkpoint');
      const before = object(earlier.checkpoint, 'the earlier checkpoint');
      const then = await readCheckpoint(before, earlier.signature, keys, 'the earlier checkpoint');
      if (known.key) mustFollow(known.key, then, keys);
      holds(`key ${then.number}`);
      what = 'The log goes on from what it was';
      made.says = await findHistory(proof);
      holds(made.says);
    } else made.says = 'the checkpoint is signed';
  } catch (fault) {
    if (!(fault instanceof ProofFault)) throw fault;
    made.checks.push({ what, found: fault.message, holds: false });
    delete made.says;
  }

  return made;
}

const kinds = ['checkpoint', 'grant', 'payment', 'account', 'no-account', 'history'];

/** The checkpoint of a proof, if it is a proof of what was asked. */
function mustBeAsked(proof: Part, known: Known): Part {
  must(proof.format === 'grain-proof/1', 'this is no proof of a form that is known');
  const checkpoint = object(proof.checkpoint, 'the checkpoint');
  must((known.kinds ?? kinds).includes(String(proof.kind)), `'${String(proof.kind)}' is not the kind of proof that was asked for`);
  must(known.space === undefined || checkpoint.space === known.space, `it is of the space ${String(checkpoint.space)}`);
  must(known.epoch === undefined || checkpoint.epoch === known.epoch, `it is of the epoch ${String(checkpoint.epoch)}`);
  return checkpoint;
}
