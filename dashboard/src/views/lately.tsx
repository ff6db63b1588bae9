import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { ago, epochName } from '../words/dates';
import { shown } from '../words/numbers';
import { Titled } from './grants';

type Deed = components['schemas']['FeedEvent'];
type Epoch = components['schemas']['EpochAnswer'];

const first = 8;
const more = 50;

/** What happened lately: what people were granted points for, and epochs that were closed. */
export function Lately({ space, epochs }: { space: string; epochs: readonly Epoch[] }) {
  const [limit, setLimit] = useState(first);
  const asked = useAsk(`${space} feed ${limit}`, () =>
    told(api.GET('/spaces/{space}/feed', { params: { path: { space }, query: { limit } } })),
  );
  return (
    <Card title="Lately" aside={asked.value && `as of ${ago(asked.value.asOf)}`}>
      <When asked={asked} lines={5}>
        {({ events, next }) => {
          const oldest = next === undefined ? '' : (events.at(-1)?.happenedAt ?? '');
          const closed = epochs.filter(epoch => epoch.closedAt && epoch.closedAt > oldest).slice(-3);
          const rows = [
            ...events.map(deed => ({ at: deed.happenedAt, key: deed.account + deed.id, row: <Line space={space} deed={deed} /> })),
            ...closed.map(epoch => ({ at: epoch.closedAt!, key: epoch.id, row: <Closed space={space} epoch={epoch} /> })),
          ].sort((one, other) => (one.at < other.at ? 1 : -1));
          return rows.length === 0 ? (
            <p class="quiet">Nothing yet.</p>
          ) : (
            <>
              <ul class="news">
                {rows.map(({ at, key, row }) => (
                  <li key={key}>
                    {row}
                    <time dateTime={at} class="quiet">
                      {ago(at)}
                    </time>
                  </li>
                ))}
              </ul>
              {next !== undefined && limit === first && (
                <p class="row">
                  <button type="button" class="button end" onClick={() => setLimit(more)}>
                    Show more
                  </button>
                </p>
              )}
            </>
          );
        }}
      </When>
    </Card>
  );
}

function Closed({ space, epoch }: { space: string; epoch: Epoch }) {
  return (
    <span>
      Epoch <a href={to.epoch(space, epoch.id)}>{epochName(epoch.id)}</a> was closed
      {epoch.totals?.recipients === 0 && ', and nobody was paid'}
    </span>
  );
}

function Line({ space, deed }: { space: string; deed: Deed }) {
  return (
    <span>
      <Person space={space} id={deed.contributor} name={deed.name} /> <Titled title={deed.what} url={deed.link} />
      {deed.points !== 0 && (
        <span class="number">
          {' '}
          {deed.points > 0 ? '+' : ''}
          {shown(deed.points)}
        </span>
      )}
    </span>
  );
}
