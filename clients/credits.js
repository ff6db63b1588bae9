/**
 * Keeps a node's task credits offline, and brings them to Grain. No dependencies, Node 20 or later. See docs/credits-client.md.
 *
 * What is recorded is on the disk before the call returns. From there it is pushed until Grain has it: through outages, restarts and
 * answers that are lost. Kind and task id name a transaction, so that however often it is pushed it counts once.
 *
 * Amounts are credits with two decimals; inside they are whole hundredths.
 */
import { createPublicKey, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { ReplicaFile } from './credits/replica-file.js';
import { callSpace, RETRY_MAX_MS } from './credits/space-api.js';
import { creditsOf, hundredthsOf, idOf, PRICES, priceOf, shown, signatureOf, transactionOf } from './credits/transaction.js';

export { PRICES };

const PAGE = 1000; // transactions of one request
const LOOK_BACK = 5; // pages of events that are looked through for those that are not known

/**
 * @fires CreditsClient#credits-earned, credits-spent, insufficient-funds (recorded here), merged (pushed), rejected (Grain has it
 *   otherwise), event (from Grain's feed, by its stable id), offline (could not be reached, and when it is tried again),
 *   initialized, shutdown
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
  getBalance() { return creditsOf(this.#balance()); }

  hasSufficientCredits(amount, task = {}) { return this.#balance() >= priceOf(amount, task, this.prices); }

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

  #record(kind, nodeId, amount, taskId, info) {
    if (nodeId !== this.nodeId) return null;
    const id = `${kind}:${taskId}`;
    if (this.#state.known.has(id)) return null;
    const transaction = transactionOf(kind, taskId, amount, info, this.prices);
    const before = this.#balance();
    transaction.signature = signatureOf(transaction, this.options, this.#file.privateKey);
    this.#file.write({ tx: transaction });
    const told = { nodeId, taskId, amount: creditsOf(transaction.hundredths), balance: this.getBalance() };
    if (kind === 'spend' && before < transaction.hundredths)
      this.emit('insufficient-funds', { nodeId, taskId, required: told.amount, available: creditsOf(before) });
    this.emit(kind === 'earn' ? 'credits-earned' : 'credits-spent', told);
    return shown(transaction);
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
    await callSpace(this.options, 'PUT', `credits/replicas?id=${this.#id}&replica=${encodeURIComponent(this.options.replica)}`,
      { publicKey: createPublicKey(this.#file.privateKey).export({ type: 'spki', format: 'der' }).toString('base64') });
    this.#file.write({ registered: true });
  }

  async #push() {
    while (this.#state.pending.size > 0) {
      const batch = [...this.#state.pending.values()].slice(0, PAGE);
      try {
        const answer = await callSpace(this.options, 'POST', 'merge', {
          format: 'grain-credits/1', space: this.options.space, node: this.nodeId,
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
      const page = await callSpace(this.options, 'GET', `credits/export?id=${this.#id}&after=${after}&limit=${PAGE}`);
      const ids = page.transactions.map((each) => `${each.kind}:${each.taskId}`);
      const news = ids.filter((id) => !this.#state.known.has(id) || this.#state.pending.has(id));
      if (page.next) after = page.next;
      if (news.length > 0 || page.next) this.#file.write({ merged: news, after });
      if (!page.next) break;
    }
    const summary = await callSpace(this.options, 'GET', `credits?id=${this.#id}`);
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
        answer = await callSpace(this.options, 'GET', `credits/events?limit=200${after}`);
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
        await callSpace(this.options, 'POST', `credits/shutdown?id=${this.#id}`, { at });
      } catch (error) {
        if (error.status !== 400 && error.status !== 409) throw error; // a wrong clock, or an erased node: no later try does better
      }
      this.#file.write({ told: at });
    }
  }

  get #id() { return encodeURIComponent(this.nodeId); }

}

/** An id for a task that is submitted here, made before anybody hears of it. */
export const newTaskId = () => randomUUID();

export default CreditsClient;
