import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import * as fs from 'node:fs';
import { idOf } from './transaction.js';

const SEEN_MAX = 1000; // ids of events that are remembered

/**
 * A replica on the disk: a line of JSON for each thing that became known, added at the end and synced before it counts. A line that a
 * crash cut short was never acknowledged, and is dropped. It holds the private key: only its owner may read it.
 */
export class ReplicaFile {
  #path; #fd; #length;

  constructor(path, owner) {
    this.#path = path;
    this.state = { pending: new Map(), known: new Set(), rejected: new Map(), seen: new Set(), byes: new Set(), balance: 0, after: 0,
      registered: false, syncedAt: null };
    this.#lock();
    try {
      if (!fs.existsSync(path)) this.#begin(owner);
      this.#load(owner);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Writes a line, and takes it up once it is on the disk. */
  write(line) {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let done = 0; done < bytes.length;) done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, this.#length + done);
      fs.fsyncSync(this.#fd);
    } catch (error) {
      try { fs.ftruncateSync(this.#fd, this.#length); } catch { /* the line is cut at the next start, as it has no end */ }
      const why = error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : error.message;
      throw Object.assign(new Error(`${this.#path} could not be written, so nothing was recorded: ${why}`, { cause: error }),
        { code: error.code });
    }
    this.#length += bytes.length;
    this.#apply(line);
  }

  close() {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
    fs.rmSync(`${this.#path}.lock`, { force: true });
  }

  #begin(owner) {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    this.#replace([{ format: 'grain-node/1', ...owner, key }]);
  }

  /** A whole file takes the place of the other at once, or not at all. */
  #replace(lines) {
    const fd = fs.openSync(`${this.#path}.new`, 'w', 0o600);
    fs.writeFileSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    fs.fsyncSync(fd);
    fs.closeSync(fd);
    fs.renameSync(`${this.#path}.new`, this.#path);
  }

  #load(owner) {
    const bytes = fs.readFileSync(this.#path);
    this.#length = bytes.lastIndexOf(10) + 1;
    const [head, ...lines] = bytes.subarray(0, this.#length).toString().split('\n').slice(0, -1).map((line, i) => {
      try { return JSON.parse(line); } catch { throw new Error(`${this.#path}, line ${i + 1} is damaged; restore the file`); }
    });
    if (head?.format !== 'grain-node/1') throw new Error(`${this.#path} is no replica's file`);
    for (const name of ['space', 'node', 'replica'])
      if (head[name] !== owner[name]) throw new Error(`${this.#path} is of the ${name} '${head[name]}', not '${owner[name]}'`);
    this.privateKey = createPrivateKey(head.key);
    lines.forEach((line) => this.#apply(line));
    if (lines.length > 2 * this.state.pending.size + 10_000) this.#compact(head);
    this.#fd = fs.openSync(this.#path, 'r+');
    fs.ftruncateSync(this.#fd, this.#length);
  }

  #compact(head) {
    const { pending, known, rejected, seen, byes, balance, after, registered, syncedAt } = this.state;
    this.#replace([head, { registered }, { merged: [...known].filter((id) => !pending.has(id) && !rejected.has(id)), balance, after,
      at: syncedAt }, ...[...rejected].map(([id, each]) => ({ rejected: { id, ...each } })), ...[...pending.values()].map((tx) => ({ tx })),
    { seen: [...seen] }, ...[...byes].map((bye) => ({ bye }))]);
    this.#length = fs.statSync(this.#path).size;
  }

  #apply(line) {
    const state = this.state;
    if (line.tx) {
      state.pending.set(idOf(line.tx), line.tx);
      state.known.add(idOf(line.tx));
    }
    for (const id of line.merged ?? []) {
      state.pending.delete(id);
      state.known.add(id);
    }
    if (line.rejected) {
      const { id, ...rejected } = line.rejected;
      state.pending.delete(id);
      state.known.add(id);
      state.rejected.set(id, rejected);
    }
    for (const id of line.seen ?? []) state.seen.add(id);
    for (const id of state.seen) {
      if (state.seen.size <= SEEN_MAX) break;
      state.seen.delete(id); // the oldest
    }
    if (line.bye) state.byes.add(line.bye);
    if (line.told) state.byes.delete(line.told);
    state.balance = line.balance ?? state.balance;
    state.after = line.after ?? state.after;
    state.registered ||= line.registered === true;
    state.syncedAt = line.at ?? state.syncedAt;
  }

  /** Two processes with one file would each lose what the other writes. */
  #lock() {
    const lock = `${this.#path}.lock`;
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = Number(fs.readFileSync(lock, 'utf8'));
      if (pid > 0 && isAlive(pid)) throw new Error(`${this.#path} is in use by process ${pid}; each process needs a replica of its own`);
      fs.writeFileSync(lock, String(process.pid));
    }
  }
}

function isAlive(pid) {
  if (pid === process.pid) return true;
  try { process.kill(pid, 0); return true; } catch (error) { return error.code === 'EPERM'; }
}
