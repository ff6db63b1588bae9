import type { ComponentChildren } from 'preact';
import type { Asked } from '../api/ask';
import type { Fault } from '../api/client';
import { currentKey } from '../api/key';
import { currentSession } from '../api/session';
import { openKeyDialog } from './askwho';
import { Icon } from './icons';

/** Something that is not there, and what to do about it. */
export function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="nothing">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const closed = 'The space is private, or there is none of that name. Who has signed in, or has a key of it, may see it.';

/** Why something cannot be shown, and the way on. */
export function Failure({ fault, again }: { fault: Fault; again: () => void }) {
  const title =
    fault.status === 0
      ? 'No connection'
      : fault.status === 404
        ? 'There is nothing here'
        : fault.wantsKey
          ? 'This is not open to everybody'
          : 'That did not work';
  return (
    <section class="nothing" role="alert">
      <h2>{title}</h2>
      <p>{fault.status === 401 && !currentKey() && !currentSession() ? closed : fault.message}</p>
      <p class="row">
        {fault.wantsKey && (
          <button type="button" class="button strong" onClick={openKeyDialog}>
            Sign in or enter a key
          </button>
        )}
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      </p>
    </section>
  );
}

/** A place that is kept for what comes. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading …</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class="bar" aria-hidden="true" />
      ))}
    </div>
  );
}

/** What was asked, as soon as it is there. */
export function When<T>({
  asked,
  lines,
  quiet,
  children,
}: {
  asked: Asked<T>;
  lines?: number;
  /** Shows nothing where a key is missing: what is only for members is no fault for others. */
  quiet?: boolean;
  children: (value: T) => ComponentChildren;
}) {
  if (asked.value !== undefined) {
    return (
      <>
        {asked.fault && (
          <p class="note warn" role="alert">
            <Icon name="warning" /> <span>{asked.fault.message} What you see may be old.</span>
            <button type="button" class="button small" onClick={asked.again}>
              Try again
            </button>
          </p>
        )}
        {children(asked.value)}
      </>
    );
  }

  if (asked.fault) return quiet && asked.fault.wantsKey ? null : <Failure fault={asked.fault} again={asked.again} />;
  return asked.waits ? <Waiting lines={lines} /> : null;
}
