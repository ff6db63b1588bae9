/**
 * Keeps a node's task credits offline, and brings them to Grain. One file, no dependencies, Node 20 or later. See docs/credits-client.md.
 *
 * What is recorded is on the disk before the call returns. From there it is pushed until Grain has it: through outages, restarts and
 * answers that are lost. Kind and task id name a transaction, so that however often it is pushed it counts once.
 *
 * Amounts are credits with two decimals; inside they are whole hundredths.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';

const PAGE = 1000; // transactions of one request
const SEEN_MAX = 1000; // ids of events that are remembered
const LOOK_BACK = 5; // pages of events that are looked through for those that are not known
const LINES = { taskId: 500, type: 64, priority: 64, submitter: 100, targetPeer: 100 }; // the most characters of each
const TIMEOUT_MS = 30_000;
const RETRY_MAX_MS = 600_000;

export const PRICES = {
  taskSubmissionCost: 1,
  taskCompletionReward: 1,
  taskTypeMultipliers: { embed: 1, process: 1, analyze: 1.5, transform: 1, compute: 2, aggregate: 1.5, custom: 1 },
  priorityMultipliers: { low: 0.5, medium: 1, high: 1.5, critical: 2 },
};

/**
 * @fires CreditsClient#credits-earned, credits-spent, insufficient-funds (recorded here), merged (pushed), rejected (Grain has it otherwise),
 *   event (from Grain's feed, by its stable id), offline (could not be reached, and when it is tried again), initialized, shutdown
 */
export class CreditsClient extends EventEmitter {
  #file; #state; #timer; #running; #failures = 0; #notBefore = 0; #ended = false; #feed = true;

  /**
   * @param {object} options
   * @param {string} options.url where Grain is, such as https://grain.example.org
   * @param {string} options.space @param {string} options.nodeId @param {string} options.replica this device's name
   * @param {string} options.key a key of the role `node` for this node
   * @param {string} options.file where the replica is kept; a file of one process
   * @param {number} [options.syncInterval] milliseconds between two syncs, 30,000 if absent
   * @param {object} [options.prices] the space's prices, where they are not the usual ones; tables are merged name by name
   */
  constructor(options) {
    super();
    for (const name of ['url', 'space', 'nodeId', 'replica', 'key', 'file'])
      if (typeof options?.[name] !== 'string' || options[name] === '') throw new TypeError(`options.${name} is missing`);
    this.options = { syncInterval: 30_000, ...options };
    this.nodeId = options.nodeId;
    const own = options.prices ?? {};
    this.prices = { ...PRICES, ...own };
    for (const table of ['taskTypeMultipliers', 'priorityMultipliers']) this.prices[table] = { ...PRICES[table], ...own[table] };
    this.#file = new ReplicaFile(options.file, { space: options.space, node: options.nodeId, replica: options.replica });
    this.#state = this.#file.state;
  }

  /** Begins to sync in the background. What is recorded before Grain was reached once is kept all the same. */
  start() {
    this.#ended = false;
    this.emit('initialized', { balance: this.getBalance() });
    this.#schedule(0);
    return this;
  }

  /** Records that this node finished a task. Null if it did before; throws if it cannot be kept, and then it is not recorded. */
  earnCredits(nodeId, amount, taskId, task = {}) { return this.#record('earn', nodeId, amount, taskId, task); }

  /** Records that this node submitted a task. It is charged even if the balance does not cover it, as the ledger does by default. */
  spendCredits(nodeId, amount, taskId, task = {}) { return this.#record('spend', nodeId, amount, taskId, task); }

  /** What the ledger said last, and what has been recorded since. */
  getBalance() { return credits(this.#balance()); }

  hasSufficientCredits(amount, task = {}) { return this.#balance() >= this.#price(amount, task); }

  /** Transactions that Grain does not have yet, oldest first. */
  get pending() { return [...this.#state.pending.values()].map(shown); }

  /** Transactions that Grain refused, each with the reason. */
  get rejected() { return [...this.#state.rejected.values()]; }

  getSummary() {
    return { nodeId: this.nodeId, balance: this.getBalance(), pending: this.#state.pending.size, rejected: this.#state.rejected.size,
      lastSync: this.#state.syncedAt, initialized: this.#timer !== undefined };
  }

  /** A handler's `task-complete` and `task-submitted` become earns and spends. */
  wireToTaskHandler(handler) {
    handler.on('task-complete', ({ taskId, from, duration, result }) => this.earnCredits(this.nodeId, this.prices.taskCompletionReward,
      taskId, { type: result?.taskType ?? 'compute', submitter: from, durationMs: duration }));
    handler.on('task-submitted', ({ taskId, to, task }) => this.spendCredits(this.nodeId, this.prices.taskSubmissionCost,
      taskId, { type: task?.type ?? 'compute', priority: task?.priority, targetPeer: to }));
  }

  /** Pushes, pulls and reads the feed, now. Resolves to whether all of it went well; never throws. */
  sync() {
    this.#running ??= this.#sync().finally(() => { this.#running = undefined; });
    return this.#running;
  }

  /** Says goodbye: a last sync, and the event `shutdown`. If Grain cannot be reached, both follow at the next start. */
  async shutdown() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    let done;
    try {
      this.#file.write({ bye: new Date().toISOString() });
      done = await this.sync();
    } finally {
      this.#file.close();
    }

    this.emit('shutdown', { pending: this.#state.pending.size, told: done });
    return done;
  }

  #balance() {
    let sum = this.#state.balance;
    for (const each of this.#state.pending.values()) sum += each.kind === 'earn' ? each.hundredths : -each.hundredths;
    return sum;
  }

  /** Multiplied exactly and rounded once, halves up, as the ledger does. A name that no table has counts as 1. */
  #price(amount, task) {
    const of = (table, name) => (name !== undefined && Object.hasOwn(table, name) ? table[name] : 1);
    const parts = [amount, of(this.prices.taskTypeMultipliers, task.type), of(this.prices.priorityMultipliers, task.priority)];
    if (!parts.every((part) => Number.isFinite(part) && part >= 0)) throw new RangeError('an amount must be a number of at least 0');
    const scaled = parts.map((part) => BigInt(Math.round(part * 1e6))).reduce((a, b) => a * b);
    const hundredths = Number((scaled + 5n * 10n ** 15n) / 10n ** 16n);
    if (hundredths > 100_000_000) throw new RangeError('a transaction must not exceed 1,000,000 credits');
    return hundredths;
  }

  #record(kind, nodeId, amount, taskId, info) {
    if (nodeId !== this.nodeId) return null;
    const id = `${kind}:${taskId}`;
    if (this.#state.known.has(id)) return null;
    checkLine('taskId', taskId);
    const task = {};
    for (const name of Object.keys(LINES).slice(1).filter((each) => info[each] ?? false)) task[name] = checkLine(name, info[name]);
    if ((info.durationMs ?? null) !== null) task.durationMs = Math.round(info.durationMs);
    if (task.durationMs !== undefined && !(Number.isSafeInteger(task.durationMs) && task.durationMs >= 0))
      throw new RangeError('durationMs must be a number of at least 0');
    const transaction = { kind, taskId, hundredths: this.#price(amount, info), task };
    const before = this.#balance();
    transaction.signature = this.#sign(transaction);
    this.#file.write({ tx: transaction });
    const told = { nodeId, taskId, amount: credits(transaction.hundredths), balance: this.getBalance() };
    if (kind === 'spend' && before < transaction.hundredths)
      this.emit('insufficient-funds', { nodeId, taskId, required: told.amount, available: credits(before) });
    this.emit(kind === 'earn' ? 'credits-earned' : 'credits-spent', told);
    return shown(transaction);
  }

  #sign({ kind, taskId, hundredths, task }) {
    const { space, nodeId, replica } = this.options;
    const text = ['grain-credit/1', space, nodeId, replica, kind, taskId, hundredths,
      task.type, task.priority, task.submitter, task.targetPeer, task.durationMs].map((part) => part ?? '').join('\n');
    return sign('sha256', Buffer.from(text), { key: this.#file.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
  }

  #schedule(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.sync();
      if (!this.#ended) this.#schedule(Math.max(this.options.syncInterval, this.#notBefore - Date.now()));
    }, wait);
    this.#timer.unref();
  }

  async #sync() {
    try {
      await this.#register();
      await this.#push();
      await this.#pull();
      await this.#follow();
      await this.#sayGoodbye();
      [this.#failures, this.#notBefore] = [0, 0];
      return true;
    } catch (error) {
      this.#failures++;
      const backoff = Math.min(this.options.syncInterval * 2 ** Math.min(this.#failures - 1, 10), RETRY_MAX_MS);
      const wait = error.retryAfterMs ?? backoff;
      this.#notBefore = Date.now() + wait;
      this.emit('offline', { error, pending: this.#state.pending.size, retryInMs: wait });
      return false;
    }
  }

  async #register() {
    if (this.#state.registered) return;
    await this.#call('PUT', `credits/replicas?id=${this.#id}&replica=${encodeURIComponent(this.options.replica)}`,
      { publicKey: createPublicKey(this.#file.privateKey).export({ type: 'spki', format: 'der' }).toString('base64') });
    this.#file.write({ registered: true });
  }

  async #push() {
    while (this.#state.pending.size > 0) {
      const batch = [...this.#state.pending.values()].slice(0, PAGE);
      try {
        const answer = await this.#call('POST', 'merge', { format: 'grain-credits/1', space: this.options.space, node: this.nodeId,
          transactions: batch.map((each) => ({ ...shown(each), replica: this.options.replica, signature: each.signature })) });
        this.#file.write({ merged: batch.map(idOf), balance: hundredthsOf(answer.balance), at: new Date().toISOString() });
        this.emit('merged', { merged: answer.merged, known: answer.known, balance: this.getBalance() });
      } catch (error) {
        if (error.status !== 409) throw error;
        await this.#takeLedgers(batch, error);
      }
    }
  }

  /** The ledger knows some of a batch otherwise: its record is the one that holds, and the rest is pushed again without them. */
  async #takeLedgers(batch, conflict) {
    const refused = new Map();
    for (const fault of conflict.faults) {
      const place = /^\$\.transactions\[(\d+)\]/.exec(fault.path)?.[1];
      const one = place === undefined ? batch.find((each) => idOf(each) === fault.path) : batch[Number(place)];
      if (one) refused.set(idOf(one), fault.message);
    }
    if (refused.size === 0) throw conflict;
    for (const [id, reason] of refused) {
      const rejected = { ...shown(this.#state.pending.get(id)), reason };
      this.#file.write({ rejected: { id, ...rejected } });
      this.emit('rejected', rejected);
    }
  }

  /** Takes what the node's other devices recorded, and the balance as the ledger has it. */
  async #pull() {
    let after = this.#state.after;
    for (;;) {
      const page = await this.#call('GET', `credits/export?id=${this.#id}&after=${after}&limit=${PAGE}`);
      const ids = page.transactions.map((each) => `${each.kind}:${each.taskId}`);
      const news = ids.filter((id) => !this.#state.known.has(id) || this.#state.pending.has(id));
      if (page.next) after = page.next;
      if (news.length > 0 || page.next) this.#file.write({ merged: news, after });
      if (!page.next) break;
    }
    const summary = await this.#call('GET', `credits?id=${this.#id}`);
    const balance = hundredthsOf(summary.available);
    if (balance !== this.#state.balance) this.#file.write({ merged: [], balance, at: new Date().toISOString() });
  }

  async #follow() {
    if (!this.#feed) return;
    const fresh = [];
    let after = '';
    for (let page = 0; page < LOOK_BACK; page++) {
      let answer;
      try {
        answer = await this.#call('GET', `credits/events?limit=200${after}`);
      } catch (error) {
        if (error.status !== 403) throw error;
        this.#feed = false; // the key may not read it
        return;
      }
      const unknown = answer.events.filter((event) => event.nodeId === this.nodeId && !this.#state.seen.has(event.id));
      fresh.push(...unknown);
      if (!answer.next || (unknown.length === 0 && answer.events.some((event) => event.nodeId === this.nodeId))) break;
      after = `&after=${encodeURIComponent(answer.next)}`;
    }
    for (const event of fresh.reverse()) this.emit('event', event);
    if (fresh.length > 0) this.#file.write({ seen: fresh.map((event) => event.id) });
  }

  async #sayGoodbye() {
    for (const at of [...this.#state.byes]) {
      try {
        await this.#call('POST', `credits/shutdown?id=${this.#id}`, { at });
      } catch (error) {
        if (error.status !== 400) throw error; // a clock that went wrong: no later try does better
      }
      this.#file.write({ told: at });
    }
  }

  get #id() { return encodeURIComponent(this.nodeId); }

  async #call(method, path, body) {
    const url = `${this.options.url.replace(/\/$/, '')}/api/spaces/${encodeURIComponent(this.options.space)}/${path}`;
    const answer = await fetch(url, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Bearer ${this.options.key}`, ...(body && { 'content-type': 'application/json' }) } });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text);
    let problem = {};
    try { problem = JSON.parse(text); } catch { /* a proxy's page: the status says enough */ }
    const faults = problem.errors ?? [];
    const error = new Error([`${method} ${path.split('?')[0]}: ${answer.status}`, problem.detail ?? problem.title,
      ...faults.slice(0, 3).map((fault) => `${fault.path} ${fault.message}`)].filter(Boolean).join(' · '));
    Object.assign(error, { status: answer.status, faults, retryAfterMs: waitOf(answer.headers.get('retry-after')) });
    throw error;
  }
}

/**
 * A replica on the disk: a line of JSON for each thing that became known, added at the end and synced before it counts. A line that a
 * crash cut short was never acknowledged, and is dropped. It holds the private key: only its owner may read it.
 */
class ReplicaFile {
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

/** An id for a task that is submitted here, made before anybody hears of it. */
export const newTaskId = () => randomUUID();

const idOf = ({ kind, taskId }) => `${kind}:${taskId}`;
const credits = (hundredths) => hundredths / 100;
const hundredthsOf = (amount) => Math.round(amount * 100);
const shown = ({ kind, taskId, hundredths, task }) => ({ kind, taskId, amount: credits(hundredths), task });

/** What Grain would refuse is refused before it is kept: one such transaction would hold up all that follow. */
function checkLine(name, text) {
  if (typeof text === 'string' && text !== '' && text.length <= LINES[name] && text.isWellFormed() && !/\p{Cc}|\u2028|\u2029/u.test(text)
    && text.trim() === text) return text;
  throw new RangeError(`${name} must be one line of 1 to ${LINES[name]} characters, without spaces around it`);
}

function waitOf(retryAfter) {
  if (retryAfter === null) return undefined;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), RETRY_MAX_MS) : undefined;
}

function isAlive(pid) {
  if (pid === process.pid) return true;
  try { process.kill(pid, 0); return true; } catch (error) { return error.code === 'EPERM'; }
}

export default CreditsClient;
