import { hexOf, isSigned } from './crypto';
import { canonical, hash, hexBytes, list, must, object, text, whole, type Part } from './reading';

/** A key of a space, as proofs tell it. */
export interface KeyRecord {
  number: number;
  publicKey: string;
  signer: number;
  /** SHA-256 of its record: by this others name it. */
  digest: string;
}

async function isSignedBy(publicKey: unknown, document: Part, signature: unknown): Promise<boolean> {
  const [key, bytes] = [hexBytes(publicKey, 32), hexBytes(signature, 64)];
  return key !== undefined && bytes !== undefined && isSigned(key, `${String(document.format)}\n${canonical(document)}`, bytes);
}

/** Checks that the keys are a chain: each names the one before and is signed by it; or by itself, if it is the first or that is lost. */
export async function readKeys(value: unknown, space: unknown): Promise<KeyRecord[]> {
  const told = list(value, 'the list of keys').map((each, i) => object(each, `key ${i + 1}`));
  must(told.length > 0, 'there are no keys');
  const records = told.map((each, i) => object(each.record, `the record of key ${i + 1}`));
  const keys: KeyRecord[] = [];
  for (const [i, record] of records.entries()) {
    const number = i + 1;
    const isOne = record.format === 'grain-key/1' && record.number === number && record.space === space;
    must(isOne, `key ${number} is not key ${number} of ${String(space)}`);
    must(record.previous === keys[i - 1]?.digest, `key ${number} does not name the key before it`);
    const signer = whole(record.signer, `the signer of key ${number}`);
    must(signer === number || (i > 0 && signer === i), `key ${number} is signed by a key that cannot sign it`);
    const isGood = await isSignedBy(records[signer - 1]!.public, record, told[i]!.signature);
    must(isGood, `the signature of key ${number} is not that of key ${signer}`);
    keys.push({ number, publicKey: text(record.public, `key ${number}`), signer, digest: await hexOf(canonical(record)) });
  }

  return keys;
}

/** Checks a checkpoint; gives the key that signed it. */
export async function readCheckpoint(checkpoint: Part, signature: unknown, keys: readonly KeyRecord[], what: string): Promise<KeyRecord> {
  must(checkpoint.format === 'grain-checkpoint/1', `${what} is of a form that is not known`);
  const signer = keys.find(key => key.digest === checkpoint.key);
  must(signer, `${what} names a key that is not among the keys`);
  must(await isSignedBy(signer.publicKey, checkpoint, signature), `the signature of ${what} is not that of key ${signer.number}`);
  hash(checkpoint.statement, 'the statement');
  for (const name of ['entries', 'accounts']) {
    const tree = object(checkpoint[name], name);
    whole(tree.size, `the size of ${name}`);
    hash(tree.root, `the root of ${name}`);
  }

  return signer;
}

/** From the key that is known to the one that signed, each key must have signed the next. */
export function mustFollow(known: string, signer: KeyRecord, keys: readonly KeyRecord[]): void {
  const from = keys.find(key => key.publicKey === known);
  must(from, 'the key that you know is not among the keys of the space');
  must(from.number <= signer.number, `the key that you know is key ${from.number}, and key ${signer.number} signed, which came before it`);
  for (const key of keys.slice(from.number, signer.number))
    must(
      key.signer === key.number - 1,
      `key ${key.number} was not signed by key ${key.number - 1}: the space has lost that one, or somebody else made it`,
    );
}
