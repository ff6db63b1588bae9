import { useEffect, useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Choice } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { go, said, say, to } from '../router';
import { ago, epochName } from '../words/dates';
import { plural } from '../words/numbers';
import { BoardTable, boards, type By } from './boardtable';

const page = 50;
const most = 1000;

const periods = [
  ['', 'All time'],
  ['epoch', 'This epoch'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['365d', 'A year'],
] as const;

/** What the leaderboard is asked for. */
function queryOf(by: By, period: string, category: string, source: string) {
  if (by === 'points')
    return { by: 'ledger' as const, period: period || undefined, category: category || undefined, source: source || undefined };
  return by === 'open' ? { by: 'cred' as const, epoch: 'open' } : { by };
}

/** Who has most. */
export function Board({ space, symbol }: { space: string; symbol?: string }) {
  const [by, setBy] = useState<By>(boards.find(([each]) => each === said('by'))?.[0] ?? 'cred');
  const [period, setPeriod] = useState(said('period') ?? '');
  const [category, setCategory] = useState(said('category') ?? '');
  const [source, setSource] = useState(said('source') ?? '');
  const [search, setSearch] = useState('');
  const [size, setSize] = useState(page);
  useEffect(() => {
    const isPoints = by === 'points';
    say({
      by: by === 'cred' ? undefined : by,
      period: isPoints ? period : '',
      category: isPoints ? category : '',
      source: isPoints ? source : '',
    });
  }, [by, period, category, source]);

  const limit = search ? most : size;
  const query = { ...queryOf(by, period, category, source), limit };
  const asked = useAsk(`${space} board ${JSON.stringify(query)}`, () =>
    told(api.GET('/spaces/{space}/leaderboard', { params: { path: { space }, query } })),
  );
  const board = asked.value;
  const wanted = search.trim().toLowerCase();
  const rows = (board?.standings ?? []).filter(row => !wanted || `${row.name} ${row.contributor}`.toLowerCase().includes(wanted));
  return (
    <Card
      title="Leaderboard"
      aside={board && `as of ${ago(board.asOf)}${board.by === 'cred' && board.epoch ? ` · epoch of ${epochName(board.epoch)}` : ''}`}
    >
      <div class="controls">
        <div class="tabs" role="group" aria-label="Sorted by">
          {boards.map(([each, text]) => (
            <button key={each} type="button" aria-pressed={by === each} onClick={() => setBy(each)}>
              {text}
            </button>
          ))}
        </div>
        <label class="choice grow">
          <span class="unseen">Search</span>
          <input
            type="search"
            value={search}
            placeholder="Search, or an id"
            onInput={event => setSearch(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === 'Enter' && wanted) go(to.person(space, rows[0]?.contributor ?? search.trim()));
            }}
          />
        </label>
        {by === 'points' && (
          <>
            <Choice label="Period" value={period} options={periods} onChange={setPeriod} />
            <Choice label="Category" value={category} options={choices(category, board?.categories)} onChange={setCategory} />
            <Choice label="Source" value={source} options={choices(source, board?.sources)} onChange={setSource} />
          </>
        )}
      </div>
      {by === 'open' && <p class="note">Of the epoch that goes on. It still changes, and nothing of it is paid.</p>}
      <When asked={asked} lines={6}>
        {({ standings, count, others, next }) =>
          standings.length === 0 ? (
            <Empty by={by} />
          ) : (
            <>
              <BoardTable space={space} by={by} rows={rows} />
              {rows.length === 0 && (
                <p class="quiet">
                  Nobody here is called so.{' '}
                  <a href={to.person(space, search.trim())}>
                    Look for the id “<bdi>{search.trim()}</bdi>”
                  </a>
                  .
                </p>
              )}
              {others && <p class="quiet">{plural(others.count, 'person is', 'people are')} not named here, and counted all the same.</p>}
              <p class="row quiet">
                <span>
                  {plural(count, 'person', 'people')}
                  {symbol && ` · grain in ${symbol}`}
                </span>
                {next !== undefined && !search && size < most && (
                  <button type="button" class="button end" onClick={() => setSize(Math.min(most, size * 4))}>
                    Show more
                  </button>
                )}
              </p>
            </>
          )
        }
      </When>
    </Card>
  );
}

function Empty({ by }: { by: By }) {
  return (
    <Nothing title="Nobody yet">
      <p>
        {by === 'points'
          ? 'Nothing was counted for this choice. Try a longer period.'
          : by === 'open'
            ? 'Nobody has cred in this epoch so far.'
            : 'Cred and grain come when the first epoch is closed. Points count at once: look there.'}
      </p>
    </Nothing>
  );
}

/** The words that grants have, the one that is chosen among them. */
function choices(chosen: string, words: readonly string[] = []): [string, string][] {
  const all = chosen && !words.includes(chosen) ? [chosen, ...words] : words;
  return [['', 'any'], ...all.map(word => [word, word.length > 40 ? `${word.slice(0, 39)}…` : word] as [string, string])];
}
