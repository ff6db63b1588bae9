import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { moment } from '../words/dates';
import { count, shown } from '../words/numbers';
import { OutcomeMark } from './deliverytable';
import { senderName } from './senders';

/** One delivery: what it was, and what became of each of its grants. */
export function DeliveryView({ space, id }: { space: string; id: string }) {
  const asked = useAsk(`${space} delivery ${id}`, () =>
    told(api.GET('/spaces/{space}/webhooks/deliveries/{id}', { params: { path: { space, id } } })),
  );
  return (
    <>
      <p>
        <a href={to.run(space, 'deliveries')}>All deliveries</a>
      </p>
      <When asked={asked} lines={5}>
        {one => (
          <>
            <Card title={`From ${senderName(one.source)}`} aside={<OutcomeMark outcome={one.outcome} />}>
              {one.reason && (
                <p class="note">
                  <Words text={one.reason} />
                </p>
              )}
              <dl class="pairs left">
                <dt>When</dt>
                <dd>{moment(one.at)}</dd>
                <dt>Event</dt>
                <dd>
                  <Words text={one.event || '–'} />
                </dd>
                <dt>Its id there</dt>
                <dd>
                  <code class="hash">{one.delivery || '–'}</code>
                </dd>
                <dt>Answered after</dt>
                <dd>{count(one.ms)} ms</dd>
                <dt>Grants made of it</dt>
                <dd>{count(one.grants)}</dd>
                {one.askedFor !== undefined && (
                  <>
                    <dt>Asked for again</dt>
                    <dd>{one.askedFor === 1 ? 'once' : `${count(one.askedFor)} times`}</dd>
                  </>
                )}
              </dl>
            </Card>
            {one.became && one.became.length > 0 && (
              <Card title="What became of its grants">
                <ul class="things">
                  {one.became.map(grant => (
                    <li key={grant.grantId}>
                      <span class="grow">
                        {grant.contributor ? (
                          <Person space={space} id={grant.contributor} />
                        ) : (
                          <code class="hash">
                            <bdi>{grant.grantId}</bdi>
                          </code>
                        )}
                        <small class="quiet">
                          {grant.contributor && <bdi class="block">{grant.grantId}</bdi>}
                          {grant.reason && <Words text={grant.reason} />}
                        </small>
                      </span>
                      {grant.points !== undefined && <span class="number">{shown(Number(grant.points))} points</span>}
                      <span class={`stage ${grant.state === 'appended' ? 'good' : ''}`}>{grant.state}</span>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            <Card title="What was sent">
              {one.payload ? (
                <pre class="payload" tabIndex={0} aria-label="What was sent">
                  {pretty(one.payload)}
                </pre>
              ) : (
                <p class="quiet">
                  {one.payloadBytes
                    ? `Its ${count(one.payloadBytes)} bytes were too many to keep.`
                    : 'The space does not keep what is sent.'}{' '}
                  The configuration decides: <code>webhooks.log.payloads</code>.
                </p>
              )}
            </Card>
          </>
        )}
      </When>
    </>
  );
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
