import type { Bytes } from './bytes';
import { hexOf, sha256, toHex, utf8 } from './crypto';
import { hash, list, must, object, text, whole, type Part } from './reading';
import { isConsistent, leadsTo, logLeaf, rootOfKey, rootOfLeaf, type Log } from './trees';

const pathOf = (proof: Part): Bytes[] => list(proof.path, 'the path').map((each, i) => hash(each, `hash ${i + 1} of the path`));

const logOf = (checkpoint: Part, when: string): Log => {
  const entries = object(checkpoint.entries, 'the log');
  return { size: BigInt(whole(entries.size, `the size${when}`)), root: hash(entries.root, `the root${when}`) };
};

const rootOfMap = (checkpoint: Part): Bytes => hash(object(checkpoint.accounts, 'the map').root, 'the root');

/** What an entry says, and whose it is. */
export interface Entry {
  account: string;
  /** What stands in it; absent where it is not shown. */
  content?: Part;
  says: string;
}

/** Checks that an entry has the hash of its content, and is the one that is meant. */
export async function readEntry(proof: Part): Promise<Entry> {
  const entry = object(proof.entry, 'the entry');
  const isGrant = proof.kind === 'grant';
  const table = isGrant ? 'grants' : 'grain';
  must(entry.ledger === table, `the entry is not of the ledger ${table}`);
  const account = text(entry.account, 'the account of the entry');
  const [seq, digest] = [whole(entry.seq, 'the number of the entry'), toHex(hash(entry.hash, 'the hash of the entry'))];
  const where = `entry ${seq} of ${account} in the ledger ${table}`;
  if (entry.content === undefined) return { account, says: `${where}, whose content is not shown, is in the log` };
  const before = toHex(hash(entry.previous, 'the hash before the entry'));
  const [key, written] = [text(entry.key, 'the key'), text(entry.content, 'the content')];
  const chained = await hexOf([before, seq, key, text(entry.recordedAt, 'the time'), written].join('\n'));
  must(chained === digest, 'the entry does not have the hash of its content');
  const content = object(parsed(written), 'the content');
  if (isGrant) {
    must(content.grantId === key && content.contributor === account, 'the content is that of another grant');
    return { account, content, says: `the grant ${key}, ${String(content.amount)} points, is ${where}` };
  }

  const { epoch } = object(proof.checkpoint, 'the checkpoint');
  must(content.epoch === epoch && key === `epoch/${String(epoch)}`, 'the content is that of another payment');
  return { account, content, says: `the epoch ${String(epoch)} paid ${String(content.amount)} base units: ${where}` };
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** Checks that an entry is in the log. */
export async function findEntry(proof: Part): Promise<string> {
  const entry = object(proof.entry, 'the entry');
  const log = logOf(object(proof.checkpoint, 'the checkpoint'), '');
  const leaf = await logLeaf(['grain-entry/1', entry.ledger, entry.account, entry.seq, entry.hash].join('\n'));
  const number = whole(entry.leaf, 'the leaf');
  const found = await rootOfLeaf(leaf, BigInt(number), log.size, pathOf(proof));
  must(leadsTo(found, log.root), 'the entry is not in the log: its way does not lead to the root');
  return `leaf ${number} of ${log.size}`;
}

/** Checks what an account held. */
export async function findAccount(proof: Part): Promise<string> {
  const account = object(proof.account, 'the account');
  const id = text(account.id, 'the id of the account');
  const [grants, grain] = [object(account.grants, 'the grants'), object(account.grain, 'the grain')];
  const ends = [grants, grain].flatMap(end => [whole(end.seq, 'the number of entries'), text(end.hash, 'the hash of the last entry')]);
  const sums = [text(account.balance, 'the balance'), text(account.inTransit, 'what is in transit')];
  const value = await sha256(utf8(['grain-account/1', id, ...ends, ...sums].join('\n')));
  const key = await sha256(utf8(id));
  const found = await rootOfKey(key, { key, value }, pathOf(proof));
  must(
    leadsTo(found, rootOfMap(object(proof.checkpoint, 'the checkpoint'))),
    'the account is not in the map: its way does not lead to the root',
  );
  return `${id} held ${sums[0]} base units (${sums[1]} in transit), and had ${ends[0]} grants and ${ends[2]} entries of grain`;
}

/** Checks that there was no account. */
export async function missAccount(proof: Part): Promise<string> {
  const missing = object(proof.missing, 'the account that is missing');
  const id = text(missing.id, 'its id');
  const key = await sha256(utf8(id));
  const other = missing.other === undefined || missing.other === null ? undefined : object(missing.other, 'the other account');
  const found = other && {
    key: hash(other.key, 'the key of the other account'),
    value: hash(other.value, 'the value of the other account'),
  };
  must(!found || toHex(found.key) !== toHex(key), 'the other account is the very one');
  const root = await rootOfKey(key, found, pathOf(proof));
  const isMissing = leadsTo(root, rootOfMap(object(proof.checkpoint, 'the checkpoint')));
  must(isMissing, 'the account may be in the map: the way does not lead to the root');
  return `${id} had no account`;
}

/** Checks that the log goes on from that of an earlier checkpoint, whose signature was checked. */
export async function findHistory(proof: Part): Promise<string> {
  const [checkpoint, earlier] = [object(proof.checkpoint, 'the checkpoint'), object(proof.earlier, 'the earlier checkpoint')];
  const before = object(earlier.checkpoint, 'the earlier checkpoint');
  const isEarlier = before.space === checkpoint.space && whole(before.number, 'its number') <= whole(checkpoint.number, 'the number');
  must(isEarlier, 'the earlier checkpoint is not an earlier one of the space');
  const [then, now] = [logOf(before, ' then'), logOf(checkpoint, '')];
  must(await isConsistent(then, now, pathOf(proof)), 'the log does not go on from what it was');
  const since = `${now.size - then.size} came after them`;
  return `nothing of the ${then.size} entries up to ${String(before.epoch)} was changed or taken out; ${since}`;
}
