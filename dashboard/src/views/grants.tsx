import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk, type Asked } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Words } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { When } from '../parts/states';
import { day } from '../words/dates';
import { grain, plural, shown } from '../words/numbers';
import { CheckThis } from './proofs';

type Explanation = components['schemas']['Explanation'];
type Event = components['schemas']['PersonEvent'];

/** What somebody was given points for: by kind, and one after another. */
export function Grants({ space, id, asked }: { space: string; id: string; asked: Asked<Explanation> }) {
  const [shows, setShows] = useState<'kinds' | 'all'>('kinds');
  return (
    <Card title="Contributions" aside={asked.value && `${asked.value.points.shown} points`}>
      <div class="controls">
        <div class="tabs" role="group" aria-label="Shown">
          <button type="button" aria-pressed={shows === 'kinds'} onClick={() => setShows('kinds')}>
            By kind
          </button>
          <button type="button" aria-pressed={shows === 'all'} onClick={() => setShows('all')}>
            Newest first
          </button>
        </div>
        <span class="end">
          <Raw address={`/api/spaces/${encodeURIComponent(space)}/contributors/proof?id=${encodeURIComponent(id)}`} name="proof.json">
            Proof (JSON)
          </Raw>
        </span>
      </div>
      {shows === 'kinds' ? (
        <When asked={asked} lines={6}>
          {({ points }) => <Kinds groups={points.groups} />}
        </When>
      ) : (
        <History space={space} id={id} epoch={asked.value?.epoch} />
      )}
    </Card>
  );
}

function Kinds({ groups }: { groups: Explanation['points']['groups'] }) {
  if (groups.length === 0) return <p class="quiet">Nothing was counted yet.</p>;
  return (
    <ul class="kinds">
      {groups.map((group, i) => (
        <li key={group.kind}>
          <details open={i < 2}>
            <summary>
              <span>
                <Words text={group.what} />
              </span>
              <span class="number end">{group.shown}</span>
            </summary>
            <ul class="things">
              {group.items.map(item => (
                <li key={item.id}>
                  <span class="grow">
                    <Titled title={item.title ?? item.id} url={item.url} />
                  </span>
                  <span class="quiet nowrap">{day(item.at)}</span>
                  <span class="number nowrap">{item.shown}</span>
                </li>
              ))}
              {group.rest && (
                <li>
                  <span class="grow quiet">{plural(group.rest.count, 'other', 'others')}</span>
                  <span class="number">{group.rest.shown}</span>
                </li>
              )}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** A thing's title, with the way to it where there is one; only addresses of the web are followed. */
export function Titled({ title, url }: { title: string; url?: string }) {
  if (!url || !/^https?:\/\//i.test(url)) return <Words text={title} />;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      <Words text={title} />
    </a>
  );
}

const size = 25;

function History({ space, id, epoch }: { space: string; id: string; epoch?: string }) {
  const [limit, setLimit] = useState(size);
  const asked = useAsk(`${space} events ${id} ${limit}`, () =>
    told(api.GET('/spaces/{space}/contributors/events', { params: { path: { space }, query: { id, limit } } })),
  );
  return (
    <When asked={asked} lines={6}>
      {({ events, next }) => (
        <>
          <ul class="things">
            {events.map(event => (
              <li key={event.kind + event.id + event.at}>
                <span class="grow">
                  <Titled title={event.what} url={event.link} />
                </span>
                <span class="quiet nowrap">{day(event.happenedAt ?? event.at)}</span>
                <span class="number nowrap">
                  <Worth event={event} />
                </span>
                {epoch && event.kind === 'grant' && (
                  <CheckThis asked={{ space, epoch, kind: 'grant', id: event.id, amount: String(event.points) }} name={event.what} />
                )}
              </li>
            ))}
          </ul>
          {next && limit < 200 && (
            <p class="row">
              <button type="button" class="button end" onClick={() => setLimit(200)}>
                Show more
              </button>
            </p>
          )}
        </>
      )}
    </When>
  );
}

function Worth({ event }: { event: Event }) {
  if (event.amountGrain !== undefined)
    return (
      <>
        {grain(event.amountGrain)} <small>grain</small>
      </>
    );
  if (event.points !== undefined)
    return (
      <>
        {shown(event.points)} <small>points</small>
      </>
    );
  return event.cred !== undefined ? (
    <>
      {shown(event.cred)} <small>cred</small>
    </>
  ) : null;
}
