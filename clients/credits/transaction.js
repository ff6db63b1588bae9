/** A transaction of task credits: `{ kind, taskId, hundredths, task, signature }`. Kind and task id name it. */
import { sign } from 'node:crypto';

const LINES = { taskId: 500, type: 64, priority: 64, submitter: 100, targetPeer: 100 }; // the most characters of each

export const PRICES = {
  taskSubmissionCost: 1,
  taskCompletionReward: 1,
  taskTypeMultipliers: { embed: 1, process: 1, analyze: 1.5, transform: 1, compute: 2, aggregate: 1.5, custom: 1 },
  priorityMultipliers: { low: 0.5, medium: 1, high: 1.5, critical: 2 },
};

export const idOf = ({ kind, taskId }) => `${kind}:${taskId}`;
export const creditsOf = (hundredths) => hundredths / 100;
export const hundredthsOf = (amount) => Math.round(amount * 100);

/** As it is pushed, and as callers see it. */
export const shown = ({ kind, taskId, hundredths, task }) => ({ kind, taskId, amount: creditsOf(hundredths), task });

/** Multiplied exactly and rounded once, halves up, as the ledger does. A name that no table has counts as 1. In hundredths. */
export function priceOf(amount, task, prices) {
  const of = (table, name) => (name !== undefined && Object.hasOwn(table, name) ? table[name] : 1);
  const parts = [amount, of(prices.taskTypeMultipliers, task.type), of(prices.priorityMultipliers, task.priority)];
  if (!parts.every((part) => Number.isFinite(part) && part >= 0)) throw new RangeError('an amount must be a number of at least 0');
  const scaled = parts.map((part) => BigInt(Math.round(part * 1e6))).reduce((a, b) => a * b);
  const hundredths = Number((scaled + 5n * 10n ** 15n) / 10n ** 16n);
  if (hundredths > 100_000_000) throw new RangeError('a transaction must not exceed 1,000,000 credits');
  return hundredths;
}

/** A transaction that Grain will take, not signed yet. Throws where it would be refused. */
export function transactionOf(kind, taskId, amount, info, prices) {
  checkLine('taskId', taskId);
  const task = {};
  for (const name of Object.keys(LINES).slice(1).filter((each) => info[each] ?? false)) task[name] = checkLine(name, info[name]);
  if ((info.durationMs ?? null) !== null) task.durationMs = Math.round(info.durationMs);
  if (task.durationMs !== undefined && !(Number.isSafeInteger(task.durationMs) && task.durationMs >= 0))
    throw new RangeError('durationMs must be a number of at least 0');
  return { kind, taskId, hundredths: priceOf(amount, info, prices), task };
}

/** Its signature by a replica's key, ECDSA P-256, in base64. */
export function signatureOf({ kind, taskId, hundredths, task }, { space, nodeId, replica }, key) {
  const text = ['grain-credit/1', space, nodeId, replica, kind, taskId, hundredths,
    task.type, task.priority, task.submitter, task.targetPeer, task.durationMs].map((part) => part ?? '').join('\n');
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
}

/** What Grain would refuse is refused before it is kept: one such transaction would hold up all that follow. */
function checkLine(name, text) {
  if (typeof text === 'string' && text !== '' && text.length <= LINES[name] && text.isWellFormed() && !/\p{Cc}|\u2028|\u2029/u.test(text)
    && text.trim() === text) return text;
  throw new RangeError(`${name} must be one line of 1 to ${LINES[name]} characters, without spaces around it`);
}
