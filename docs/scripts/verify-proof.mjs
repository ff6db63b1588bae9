// Checks a contributor's hash chain without Grain: node verify-proof.mjs PAGE.json [PAGE.json …], the pages in their order.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const sha256 = text => createHash('sha256').update(text, 'utf8').digest('hex');
const fail = why => { console.error(`FAULT: ${why}`); process.exit(1); };
const pages = process.argv.slice(2).map(file => JSON.parse(readFileSync(file, 'utf8')));
if (pages.length === 0) fail('no file');

const { table, space, account } = pages[0];
let [seq, hash, total] = [0, sha256(`grain-journal/1\n${table}\n${space}\n${account}`), 0n];
const micro = amount => { // exact: points have at most six decimals
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(amount) ?? fail(`'${amount}' is not an amount`);
  return BigInt(sign + whole + part.padEnd(6, '0'));
};

for (const page of pages) {
  if (page.table !== table || page.space !== space || page.account !== account || page.after !== seq) fail(`a page does not go on after entry ${seq}`);
  for (const entry of page.entries) {
    const expected = sha256(`${hash}\n${seq + 1}\n${entry.key}\n${entry.recordedAt}\n${entry.content}`);
    if (entry.seq !== seq + 1 || entry.hash !== expected) fail(`entry ${seq + 1} does not have the hash of its content`);
    [seq, hash] = [entry.seq, expected];
    total += micro(/"amount":(-?[\d.]+),"grantedAt"/.exec(entry.content)[1]);
  }
}

const end = pages.at(-1).head;
if (seq !== end.seq || hash !== end.hash) fail(`the chain ends at entry ${seq}, the head says ${end.seq} with another hash`);
if (total !== micro(String(end.totals.total))) fail(`the amounts add up to ${total} millionths, the head says ${end.totals.total}`);
console.log(`ok: ${seq} entries of ${account}, ${end.totals.total} points, chain ends with ${hash}`);
