// Puts clients/credits.js through outages, in front of a real app. The test NodeClientTests starts it, and looks at the ledger afterwards.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import http from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreditsClient } from '../../../clients/credits.js';

const [mode, url, space, key, file] = process.argv.slice(2);
const node = 'node-7';
const open = (to, at, replica = 'phone') =>
  new CreditsClient({ url: to, space, nodeId: node, replica, key, file: at, syncInterval: 50 });

if (mode === 'crash') {
  // Recorded, told to nobody, and gone.
  const client = open('http://127.0.0.1:9', file);
  client.earnCredits(node, 1, 't-crash', { type: 'compute' });
  process.kill(process.pid, 'SIGKILL');
}

/** Stands between client and app, and does to each request what `plan` says next. */
const plan = [];
const proxy = http.createServer(async (request, answer) => {
  const todo = plan.shift() ?? 'pass';
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  if (todo === 'drop') return request.socket.destroy();
  if (todo === 'busy') return answer.writeHead(429, { 'retry-after': '7' }).end('{"detail":"wait"}');
  if (todo === 'broken') return answer.writeHead(502).end('<html>');
  const headers = { authorization: request.headers.authorization, 'content-type': 'application/json' };
  const send = () => fetch(`${url}${request.url}`, { method: request.method, headers, body });
  if (todo === 'twice') await send();
  const got = await send();
  const text = await got.text();
  if (todo === 'lost') return request.socket.destroy();
  answer.writeHead(got.status, { 'content-type': 'application/json' }).end(text);
});
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
const through = `http://127.0.0.1:${proxy.address().port}`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'grain-client-'));
const phone = path.join(folder, 'phone.replica');

try {
  // A process that dies after it recorded and before it pushed loses nothing; half a line that it left is cut off.
  const died = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'crash', url, space, key, phone]);
  assert.equal(died.signal, 'SIGKILL', String(died.stderr));
  fs.appendFileSync(phone, '{"tx":{"kind":"earn","ta');
  let client = open(through, phone);
  assert.deepEqual(client.pending.map((each) => [each.taskId, each.amount]), [['t-crash', 2]]);
  assert.throws(() => open(through, phone), /in use by process/);
  assert.equal(fs.statSync(phone).mode & 0o077, 0);

  // What cannot be kept, or would never be taken, is not recorded; the same task counts once.
  const events = [];
  for (const name of ['offline', 'merged', 'rejected', 'insufficient-funds', 'event', 'shutdown'])
    client.on(name, (told) => events.push({ name, ...told }));
  const named = (name) => events.filter((each) => each.name === name);
  assert.throws(() => client.earnCredits(node, 1, 'a\nb'), /taskId/);
  assert.throws(() => client.earnCredits(node, 1, 't', { type: 'x'.repeat(65) }), /type/);
  assert.throws(() => client.earnCredits(node, Number.NaN, 't'), /amount/);
  assert.throws(() => client.earnCredits(node, 1e7, 't'), /1,000,000/);
  const real = createRequire(import.meta.url)('node:fs');
  const { writeSync } = real;
  real.writeSync = (fd, bytes, at, length, place) => {
    writeSync(fd, bytes, at, 5, place);
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  syncBuiltinESMExports();
  assert.throws(() => client.earnCredits(node, 1, 't-full'), /the disk is full/);
  real.writeSync = writeSync;
  syncBuiltinESMExports();
  assert.equal(client.earnCredits(node, 1, 't-full').amount, 1);
  assert.equal(client.earnCredits(node, 1, 't-full'), null);
  assert.equal(client.earnCredits('node-8', 1, 't-other'), null);
  assert.equal(client.spendCredits(node, 1.15, 't-spent', { type: 'analyze', priority: 'high', targetPeer: 'node-8' }).amount, 2.59);
  assert.equal(client.getBalance(), 0.41);

  // An outage, a server that is busy, one that is broken, an answer that is lost: and then all of it is there once.
  plan.push('drop');
  assert.equal(await client.sync(), false);
  plan.push('busy');
  assert.equal(await client.sync(), false);
  assert.equal(named('offline').at(-1).retryInMs, 7000);
  plan.push('pass', 'broken');
  assert.equal(await client.sync(), false);
  assert.match(named('offline').at(-1).error.message, /502/);
  plan.push('lost');
  assert.equal(await client.sync(), false);
  assert.equal(client.pending.length, 3);
  plan.push('twice');
  assert.equal(await client.sync(), true);
  assert.deepEqual([client.pending.length, client.getBalance()], [0, 10.41]);
  assert.deepEqual(named('event').map((each) => each.type).sort(), ['initialized', 'merged']);

  // Another device of the node takes over what the first one knows; where both recorded a task otherwise, the ledger's record holds.
  const tablet = open(through, path.join(folder, 'tablet.replica'), 'tablet');
  tablet.on('rejected', (told) => events.push({ name: 'rejected', ...told }));
  tablet.earnCredits(node, 5, 't-crash');
  tablet.earnCredits(node, 1, 't-full');
  tablet.earnCredits(node, 3, 't-tablet');
  assert.equal(await tablet.sync(), true);
  assert.deepEqual(named('rejected').map((each) => [each.taskId, each.amount]), [['t-crash', 5]]);
  assert.deepEqual([tablet.pending.length, tablet.getBalance(), tablet.earnCredits(node, 1, 't-spent-not')?.amount], [0, 13.41, 1]);
  await client.sync();
  assert.equal(client.getBalance(), 13.41);
  assert.equal(client.earnCredits(node, 3, 't-tablet'), null);

  // A goodbye that nobody heard is told by the next process, once, though its answer is lost.
  plan.push('drop');
  assert.equal(await tablet.shutdown(), false);
  const again = open(through, path.join(folder, 'tablet.replica'), 'tablet');
  assert.deepEqual([again.pending.length, again.getBalance()], [1, 14.41]);
  assert.deepEqual(again.rejected.map((each) => each.taskId), ['t-crash']);
  plan.push('pass', 'pass', 'pass', 'pass', 'lost');
  assert.equal(await again.sync(), false);
  assert.equal(await again.sync(), true);

  // In the background it syncs by itself, and ends with a goodbye.
  client.wireToTaskHandler({ on: (name, tell) => name === 'task-complete' && tell({ taskId: 't-wired', from: 'node-8', duration: 1.5 }) });
  client.start();
  while (client.pending.length > 0) await new Promise((done) => setTimeout(done, 10));
  assert.equal(await client.shutdown(), true);
  assert.equal(named('shutdown').length, 1);
  console.log(JSON.stringify({ balance: client.getBalance() }));
} finally {
  proxy.close();
  proxy.closeAllConnections();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
