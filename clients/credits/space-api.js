/** How long a failed call is waited for at most, also if the answer asks for more. */
export const RETRY_MAX_MS = 600_000;

const TIMEOUT_MS = 30_000;

/** Calls an operation of a space. What is refused is thrown, with `status`, the `faults` named, and `retryAfterMs` if it is said. */
export async function callSpace({ url, space, key }, method, path, body) {
  const address = `${url.replace(/\/$/, '')}/api/spaces/${encodeURIComponent(space)}/${path}`;
  const answer = await fetch(address, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) } });
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

function waitOf(retryAfter) {
  if (retryAfter === null) return undefined;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), RETRY_MAX_MS) : undefined;
}
