// Checks a proof that a Grain space gave. It knows nothing of Grain but what docs/check-a-proof.md says, and needs Node 20 and nothing
// else.
//
//   node verify-proof.mjs PROOF.json|URL [--key PUBLIC] [--checkpoint SHA256] [--statement FILE]
//
// --key: the public key that you know the space by. --checkpoint: a checkpoint that you know from elsewhere.
// --statement: the epoch's statement, to be held against the checkpoint. Exit code 0: proven. 1: not.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

class Fault extends Error {}
const fail = why => { throw new Fault(why); };
const must = (holds, why) => holds || fail(why);

const sha256 = (...parts) => { const hash = createHash('sha256'); parts.forEach(part => hash.update(part)); return hash.digest(); };
const hexOf = text => sha256(Buffer.from(text, 'utf8')).toString('hex');
const same = (one, other) => Buffer.compare(one, other) === 0;
const isHex = (value, digits) => typeof value === 'string' && value.length === digits && /^[0-9a-f]*$/.test(value);
const bytes = (value, what) => must(isHex(value, 64), `${what} is no SHA-256 in lower-case hex`) && Buffer.from(value, 'hex');
const count = (value, what) => must(Number.isSafeInteger(value) && value >= 0, `${what} is no whole number`) && BigInt(value);
const number = (value, what) => { count(value, what); return value; };
const text = (value, what) => must(typeof value === 'string', `${what} is no text`) && value;
const object = (value, what) => must(value !== null && typeof value === 'object' && !Array.isArray(value), `${what} is missing`) && value;

// RFC 8785 for what there is in these documents: objects of texts, whole numbers and objects.
const canonical = value => value !== null && typeof value === 'object'
  ? `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
  : JSON.stringify(value);

function isSigned(publicKey, document, signature) {
  if (!isHex(publicKey, 64) || !isHex(signature, 128)) return false;
  try {
    const x = Buffer.from(publicKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(`${document.format}\n${canonical(document)}`, 'utf8'), key, Buffer.from(signature, 'hex'));
  } catch { return false; }
}

// The log, as RFC 9162 has it (2.1.3.2 and 2.1.4.2).
const logLeaf = content => sha256(Buffer.from([0]), Buffer.from(content, 'utf8'));
const logNode = (left, right) => sha256(Buffer.from([1]), left, right);

function rootOfLeaf(leaf, index, size, path) {
  if (index >= size) return null;
  let [at, last, hash] = [index, size - 1n, leaf];
  for (const beside of path) {
    if (last === 0n) return null;
    if ((at & 1n) === 1n || at === last) {
      hash = logNode(beside, hash);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else hash = logNode(hash, beside);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? hash : null;
}

function isConsistent(before, rootBefore, size, root, path) {
  if (before === 0n) return path.length === 0 && same(rootBefore, sha256());
  if (before > size) return false;
  if (before === size) return path.length === 0 && same(rootBefore, root);
  const hashes = (before & (before - 1n)) === 0n ? [rootBefore, ...path] : path;
  if (hashes.length === 0) return false;
  let [at, last] = [before - 1n, size - 1n];
  while ((at & 1n) === 1n) [at, last] = [at >> 1n, last >> 1n];
  let [then, now] = [hashes[0], hashes[0]];
  for (const beside of hashes.slice(1)) {
    if (last === 0n) return false;
    if ((at & 1n) === 1n || at === last) {
      [then, now] = [logNode(beside, then), logNode(beside, now)];
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else now = logNode(now, beside);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && same(then, rootBefore) && same(now, root);
}

// The map of accounts.
const bit = (key, number) => (key[number >> 3] & (0x80 >> (number & 7))) !== 0;
const mapLeaf = (key, value) => sha256(Buffer.from([2]), key, value);

function rootOfKey(key, found, path) {
  if (path.length > 256) return null;
  if (found && path.some((_, number) => bit(found.key, number) !== bit(key, number))) return null;
  let hash = found ? mapLeaf(found.key, found.value) : Buffer.alloc(32);
  for (let number = path.length - 1; number >= 0; number--)
    hash = bit(key, number) ? sha256(Buffer.from([3]), path[number], hash) : sha256(Buffer.from([3]), hash, path[number]);
  return hash;
}

// The keys are a chain: each names the one before, and is signed by it; or by itself, if it is the first or that one is lost.
function checkKeys(keys, space) {
  must(Array.isArray(keys) && keys.length > 0, 'there are no keys');
  keys.forEach(({ record, signature }, index) => {
    object(record, `the record of key ${index + 1}`);
    must(record.format === 'grain-key/1' && record.number === index + 1 && record.space === space,
      `key ${index + 1} is not key ${index + 1} of ${space}`);
    must(record.previous === (index ? hexOf(canonical(keys[index - 1].record)) : undefined),
      `key ${index + 1} does not name the key before it`);
    must(record.signer === index + 1 || (index > 0 && record.signer === index), `key ${index + 1} is signed by a key that cannot sign it`);
    must(isSigned(keys[record.signer - 1].record.public, record, signature),
      `the signature of key ${index + 1} is not that of key ${record.signer}`);
  });
  return keys.map(key => key.record);
}

function checkCheckpoint(checkpoint, signature, keys, what) {
  object(checkpoint, what);
  must(checkpoint.format === 'grain-checkpoint/1', `${what} is of a form that is not known`);
  const signer = keys.find(key => hexOf(canonical(key)) === checkpoint.key) ?? fail(`${what} names a key that is not among the keys`);
  must(isSigned(signer.public, checkpoint, signature), `the signature of ${what} is not that of key ${signer.number}`);
  bytes(checkpoint.statement, 'the statement');
  for (const tree of ['entries', 'accounts']) {
    count(object(checkpoint[tree], tree).size, `the size of ${tree}`);
    bytes(checkpoint[tree].root, `the root of ${tree}`);
  }
  return signer;
}

// From the key that is known to the one that signed, each key must have signed the next.
function checkKnownKey(known, signer, keys) {
  const from = keys.find(key => key.public === known) ?? fail('the key that you know is not among the keys of the space');
  must(from.number <= signer.number,
    `the key that you know is key ${from.number}, and key ${signer.number} signed, which came before it`);
  for (const key of keys.slice(from.number, signer.number))
    must(key.signer === key.number - 1,
      `key ${key.number} was not signed by key ${key.number - 1}: the space has lost that one, or somebody else made it`);
}

const pathOf = proof => must(Array.isArray(proof.path), 'the path is missing')
  && proof.path.map((hash, index) => bytes(hash, `hash ${index + 1} of the path`));

function checkEntry(proof, log) {
  const entry = object(proof.entry, 'the entry');
  const table = proof.kind === 'grant' ? 'grants' : 'grain';
  must(entry.ledger === table, `the entry is not of the ledger ${table}`);
  text(entry.account, 'the account of the entry');
  bytes(entry.hash, 'the hash of the entry');
  count(entry.seq, 'the number of the entry');
  if (entry.content !== undefined) {
    bytes(entry.previous, 'the hash before the entry');
    const rest = [text(entry.key, 'the key'), text(entry.recordedAt, 'the time'), text(entry.content, 'the content')];
    must(hexOf([entry.previous, entry.seq, ...rest].join('\n')) === entry.hash, 'the entry does not have the hash of its content');
  }
  const leaf = logLeaf(['grain-entry/1', table, entry.account, entry.seq, entry.hash].join('\n'));
  const root = rootOfLeaf(leaf, count(entry.leaf, 'the leaf'), count(log.size, 'the size'), pathOf(proof));
  must(root && same(root, bytes(log.root, 'the root')), 'the entry is not in the log: its way does not lead to the root');
  const where = `entry ${entry.seq} of ${entry.account} in the ledger ${table}`;
  if (entry.content === undefined) return `${where}, whose content is not shown, is in the log`;
  const content = JSON.parse(entry.content);
  if (proof.kind === 'grant') {
    must(content.grantId === entry.key && content.contributor === entry.account, 'the content is that of another grant');
    return `the grant ${content.grantId}, ${content.amount} points, is ${where}`;
  }
  must(content.epoch === proof.checkpoint.epoch && entry.key === `epoch/${content.epoch}`, 'the content is that of another payment');
  return `the epoch ${content.epoch} paid ${content.amount} base units: ${where}`;
}

function checkAccount(proof, map) {
  const account = object(proof.account, 'the account');
  const id = text(account.id, 'the id of the account');
  const { grants, grain } = { grants: object(account.grants, 'the grants'), grain: object(account.grain, 'the grain') };
  const key = sha256(Buffer.from(id, 'utf8'));
  const ends = [grants, grain].flatMap(end => [number(end.seq, 'the number of entries'), text(end.hash, 'the hash of the last entry')]);
  const hashed = ['grain-account/1', id, ...ends, text(account.balance, 'the balance'), text(account.inTransit, 'what is in transit')];
  const value = sha256(Buffer.from(hashed.join('\n'), 'utf8'));
  const root = rootOfKey(key, { key, value }, pathOf(proof));
  must(root && same(root, bytes(map.root, 'the root')), 'the account is not in the map: its way does not lead to the root');
  return `${id} held ${account.balance} base units (${account.inTransit} in transit), and had ${grants.seq} grants and `
    + `${grain.seq} entries of grain`;
}

function checkMissing(proof, map) {
  const id = text(object(proof.missing, 'the account that is missing').id, 'its id');
  const key = sha256(Buffer.from(id, 'utf8'));
  const other = proof.missing.other;
  const found = other
    ? { key: bytes(other.key, 'the key of the other account'), value: bytes(other.value, 'the value of the other account') } : undefined;
  must(!found || !same(found.key, key), 'the other account is the very one');
  const root = rootOfKey(key, found, pathOf(proof));
  must(root && same(root, bytes(map.root, 'the root')), 'the account may be in the map: the way does not lead to the root');
  return `${id} had no account`;
}

function checkHistory(proof, keys) {
  const { checkpoint: before, signature } = object(proof.earlier, 'the earlier checkpoint');
  const signer = checkCheckpoint(before, signature, keys, 'the earlier checkpoint');
  must(before.space === proof.checkpoint.space && before.number <= proof.checkpoint.number,
    'the earlier checkpoint is not an earlier one of the space');
  must(isConsistent(count(before.entries.size, 'the size then'), bytes(before.entries.root, 'the root then'),
    count(proof.checkpoint.entries.size, 'the size'), bytes(proof.checkpoint.entries.root, 'the root'), pathOf(proof)),
    'the log does not go on from what it was');
  const after = proof.checkpoint.entries.size - before.entries.size;
  const says = `nothing of the ${before.entries.size} entries up to ${before.epoch} was changed or taken out; ${after} came after them`;
  return { says, signer };
}

/** Checks a proof; gives what is proven, in lines, or throws. */
export function check(proof, { key, checkpoint: known, statement } = {}) {
  object(proof, 'the proof');
  must(proof.format === 'grain-proof/1', 'this is no proof of a form that is known');
  const checkpoint = object(proof.checkpoint, 'the checkpoint');
  const keys = checkKeys(proof.keys, checkpoint.space);
  const signer = checkCheckpoint(checkpoint, proof.signature, keys, 'the checkpoint');
  if (key) checkKnownKey(key, signer, keys);
  const hash = hexOf(canonical(checkpoint));
  if (known) must(known === hash, `the checkpoint is ${hash}, and not the one that you know`);
  if (statement) must(sha256(statement).toString('hex') === checkpoint.statement, 'the statement is not the one that was signed');
  const says = {
    checkpoint: () => 'the checkpoint is signed',
    grant: () => checkEntry(proof, checkpoint.entries),
    payment: () => checkEntry(proof, checkpoint.entries),
    account: () => checkAccount(proof, checkpoint.accounts),
    'no-account': () => checkMissing(proof, checkpoint.accounts),
    history: () => {
      const history = checkHistory(proof, keys);
      if (key) checkKnownKey(key, history.signer, keys);
      return history.says;
    },
  }[proof.kind] ?? fail(`'${proof.kind}' is no kind of proof that is known`);
  return [
    `proven: ${says()}`,
    `in ${checkpoint.space} up to epoch ${checkpoint.epoch}: ${checkpoint.entries.size} entries, `
      + `${checkpoint.accounts.size} accounts; checkpoint ${hash}`,
    key ? `signed by key ${signer.number}, which the key that you know stands for`
      : `signed by key ${signer.number}, ${signer.public}: whose it is you have to know from elsewhere (--key)`,
  ];
}

async function main(args) {
  const options = {};
  const files = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i].startsWith('--')) options[args[i].slice(2)] = args[++i];
    else files.push(args[i]);
  }
  if (files.length !== 1 || Object.keys(options).some(name => !['key', 'checkpoint', 'statement'].includes(name))) {
    console.error('usage: node verify-proof.mjs PROOF.json|URL [--key PUBLIC] [--checkpoint SHA256] [--statement FILE]');
    return 2;
  }
  try {
    const source = /^https?:/.test(files[0]) ? await (await fetch(files[0])).text() : readFileSync(files[0], 'utf8');
    if (options.statement) options.statement = readFileSync(options.statement);
    console.log(check(JSON.parse(source), options).join('\n'));
    return 0;
  } catch (fault) {
    console.error(`NOT PROVEN: ${fault.message}`);
    return 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
