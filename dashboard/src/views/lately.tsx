import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, ifKnown, told } from '../api/client';
import { Card, Person } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { ago, epochName } from '../words/dates';
import { shown } from '../words/numbers';
import { Titled } from './grants';
import type { Named } from './spacecharts';

type Event = components['schemas']['PersonEvent'];
type Epoch = components['schemas']['EpochAnswer'];

const peopleMax = 6;
const shownMax = 8;

/** What happened lately: contributions of those who are named, and epochs that were closed. */
export function Lately({ space, people, epochs }: { space: string; symbol?: string; people: readonly Named[]; epochs: readonly Epoch[] }) {
  const some = people.slice(0, peopleMax);
  const asked = useAsk(`${space} lately ${some.map(person => person.id).join(' ')}`, async () => {
    const pages = await Promise.all(
      some.map(person =>
        ifKnown(
          told(
            api.GET('/spaces/{space}/contributors/events', {
              params: { path: { space }, query: { id: person.id, limit: 20 } },
            }),
          ),
        ),
      ),
    );
    return pages.flatMap((page, i) =>
      (page?.events ?? []).filter(event => event.kind === 'grant').map(event => ({ who: some[i]!, event })),
    );
  });
  const closed = epochs.filter(epoch => epoch.closedAt).slice(-3);
  return (
    <Card title="Lately">
      <When asked={asked} lines={5} quiet>
        {news => {
          const rows = [
            ...news.map(({ who, event }) => ({
              at: event.happenedAt ?? event.at,
              key: who.id + event.id,
              row: <Deed space={space} who={who} event={event} />,
            })),
            ...closed.map(epoch => ({
              at: epoch.closedAt!,
              key: epoch.id,
              row: (
                <>
                  Epoch <a href={to.epoch(space, epoch.id)}>{epochName(epoch.id)}</a> was closed
                </>
              ),
            })),
          ]
            .sort((one, other) => (one.at < other.at ? 1 : -1))
            .slice(0, shownMax);
          return rows.length === 0 ? (
            <p class="quiet">Nothing yet.</p>
          ) : (
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
          );
        }}
      </When>
    </Card>
  );
}

function Deed({ space, who, event }: { space: string; who: Named; event: Event }) {
  return (
    <span>
      <Person space={space} id={who.id} name={who.name} /> <Titled title={event.what} url={event.link} />
      {event.points ? (
        <span class="number">
          {' '}
          {event.points > 0 ? '+' : ''}
          {shown(event.points)}
        </span>
      ) : null}
    </span>
  );
}
