import type { components } from '../api/generated';
import { Words } from '../parts/pieces';
import { to } from '../router';
import { ago, moment } from '../words/dates';
import { count } from '../words/numbers';
import { senderName } from './senders';

type Delivery = components['schemas']['DeliveryAnswer'];

/** Deliveries, each with the way to it. */
export function DeliveryTable({ space, deliveries }: { space: string; deliveries: readonly Delivery[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Deliveries">
      <table>
        <caption class="unseen">Deliveries, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Event</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="right">
              Grants
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map(each => (
            <tr key={each.id}>
              <th scope="row" class="nowrap" title={moment(each.at)}>
                <a href={to.run(space, 'deliveries', each.id)}>{ago(each.at)}</a>
              </th>
              <td class="event">
                <Words text={each.event || '–'} /> <small class="quiet block">{senderName(each.source)}</small>
              </td>
              <td class="notes">
                <OutcomeMark outcome={each.outcome} />
                {each.reason && (
                  <small class="quiet block">
                    <Words text={each.reason} />
                  </small>
                )}
              </td>
              <td class="right number">{count(each.grants)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A word for what became of it, in a colour that says no more than the word. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const tone = outcome === 'accepted' ? 'good' : outcome === 'ignored' || outcome === 'asked' ? '' : 'bad';
  return <span class={`stage ${tone}`}>{outcome}</span>;
}
