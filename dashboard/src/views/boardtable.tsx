import type { components } from '../api/generated';
import { Amount, Person, Words } from '../parts/pieces';
import { shown } from '../words/numbers';

/** What people can be sorted by. */
export const boards = [
  ['cred', 'Cred'],
  ['points', 'Points'],
  ['open', 'Cred so far'],
  ['grain', 'Grain'],
] as const;

/** One of them. */
export type By = (typeof boards)[number][0];

type Standing = components['schemas']['Standing'];

interface Shown {
  space: string;
  by: By;
  rows: readonly Standing[];
}

/** People with their place and what they have. */
export function BoardTable({ space, by, rows }: Shown) {
  const isCred = by === 'cred' || by === 'open';
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Leaderboard">
      <table class="board">
        <caption class="unseen">Who has most, sorted by {boards.find(([each]) => each === by)![1].toLowerCase()}</caption>
        <thead>
          <tr>
            <th scope="col" class="right">
              <span class="unseen">Place</span>#
            </th>
            <th scope="col">Contributor</th>
            <Column name="Points" isSorted={by === 'points'} />
            <Column name="Cred" isSorted={isCred} />
            <Column name="Grain" isSorted={by === 'grain'} />
            {by === 'open' && <Column name="Would get" isSorted={false} />}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.contributor}>
              <td class="right number place">{row.rank}</td>
              <th scope="row">
                <Person space={space} id={row.contributor} name={row.name} />
                {row.name !== row.contributor && (
                  <small class="quiet">
                    <Words text={row.contributor} />
                  </small>
                )}
                <meter min={0} max={1000} value={row.score} aria-hidden="true" />
              </th>
              <td class="right number">{shown(row.points)}</td>
              <td class="right number">{shown(row.cred)}</td>
              <td class="right">
                <Amount text={row.grain} />
              </td>
              {by === 'open' && (
                <td class="right">
                  <Amount text={row.wouldPay} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Column({ name, isSorted }: { name: string; isSorted: boolean }) {
  return (
    <th scope="col" class="right" aria-sort={isSorted ? 'descending' : undefined}>
      {name}
    </th>
  );
}
