import { useRef, useState } from 'preact/hooks';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Icon } from '../parts/icons';
import { to } from '../router';
import { plural } from '../words/numbers';
import { DeliveryTable } from './deliverytable';
import { usePoll } from './poll';
import type { Sender } from './senders';

interface Seen {
  arrived: components['schemas']['DeliveryAnswer'][];
  /** What was refused since the page was opened. */
  refused: { reason: string; count: number }[];
}

/** Looks every few seconds until something has arrived. */
export function FirstDelivery({ space, sender }: { space: string; sender: Sender }) {
  const [seen, setSeen] = useState<Seen | undefined>();
  const before = useRef<{ newest?: string; refused: Map<string, number> } | undefined>(undefined);
  const isHere = (seen?.arrived.length ?? 0) > 0;
  usePoll(!isHere, 3000, async () => {
    const query = { source: sender.name, limit: 20 };
    const page = await told(api.GET('/spaces/{space}/webhooks/deliveries', { params: { path: { space }, query } }));
    const refused = page.refusedToday ?? [];
    before.current ??= {
      newest: page.deliveries[0]?.id,
      refused: new Map(refused.map(each => [each.reason, each.count])),
    };
    const known = page.deliveries.findIndex(each => each.id === before.current!.newest);
    setSeen({
      arrived: known < 0 ? page.deliveries : page.deliveries.slice(0, known),
      refused: refused
        .map(({ reason, count }) => ({ reason, count: count - (before.current!.refused.get(reason) ?? 0) }))
        .filter(each => each.count > 0),
    });
  });
  return (
    <>
      <div role="status">
        {isHere ? (
          <p class="verdict good">
            <Icon name="check" /> It has arrived.
          </p>
        ) : (
          <p class="waits">
            <span class="pulse" aria-hidden="true" /> Waiting for {before.current?.newest ? 'a new' : 'the first'} delivery of{' '}
            {sender.title} …
          </p>
        )}
        {seen?.refused.map(({ reason, count }) => (
          <p key={reason} class="note warn">
            {plural(count, 'delivery was', 'deliveries were')} refused: {reason}.
          </p>
        ))}
      </div>
      {isHere && <DeliveryTable space={space} deliveries={seen!.arrived} />}
      <p class="quiet">
        <a href={to.run(space, 'deliveries')}>All deliveries</a>
      </p>
    </>
  );
}
