import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Figure, Person } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { count, shown } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import type { PartProps } from './part';
import { patch } from './patch';

const names = { ledger: 'the ledger', recompute: 'the recomputed totals' } as const;
type Model = keyof typeof names;
const pageSize = 50;

/** Where the ledger and the scores from before differ, and which of them people see. */
export function DriftView({ space }: PartProps) {
  const [skip, setSkip] = useState(0);
  const query = { skip, limit: pageSize };
  const asked = useAsk(`${space} drift ${skip}`, () => told(api.GET('/spaces/{space}/drift', { params: { path: { space }, query } })));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const show = async (model: Model) => {
    await told(api.PATCH('/spaces/{space}/config', { params: { path: { space } }, body: patch({ leaderboard: model }) }));
    asked.again();
    return `People see ${names[model]} now.`;
  };
  const flip = async (to: Model, from: Model, differences: number) => {
    const sure = await confirm({
      title: `Show ${names[to]}?`,
      text:
        differences === 0
          ? 'Both say the same of everybody. It can be flipped back at any time.'
          : `${count(differences)} people have other points there. It can be flipped back at any time.`,
      act: 'Flip it',
    });
    if (sure !== undefined)
      await doing.run(
        () => show(to),
        () => show(from),
      );
  };
  return (
    <When asked={asked}>
      {drift => {
        const now = drift.leaderboard as Model;
        const other: Model = now === 'ledger' ? 'recompute' : 'ledger';
        const differences = drift.ahead + drift.behind + drift.missing;
        return (
          <>
            <dl class="figures">
              <Figure name="Contributors">{count(drift.contributors)}</Figure>
              <Figure name="Equal">{count(drift.equal)}</Figure>
              <Figure name="The ledger has more">{count(drift.ahead)}</Figure>
              <Figure name="The ledger has less">{count(drift.behind)}</Figure>
              <Figure name="Only in one">{count(drift.missing)}</Figure>
            </dl>
            <Card title="What people see">
              <p>
                Leaderboards show <strong>{names[now]}</strong>.
              </p>
              <p>
                <button type="button" class="button" disabled={doing.isBusy} onClick={() => void flip(other, now, differences)}>
                  Show {names[other]}
                </button>
              </p>
              <Outcome doing={doing} />
            </Card>
            <Card title="Differences">
              {drift.differences.length === 0 ? (
                <Nothing title={differences === 0 ? 'Nothing differs' : 'No more'} />
              ) : (
                <div class="scroll" tabIndex={0} role="region" aria-label="Differences">
                  <table class="board">
                    <caption class="unseen">Whose totals differ</caption>
                    <thead>
                      <tr>
                        <th scope="col">Who</th>
                        <th scope="col" class="right">
                          Ledger
                        </th>
                        <th scope="col" class="right">
                          Recomputed
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {drift.differences.map(row => (
                        <tr key={row.contributor}>
                          <th scope="row">
                            <Person space={space} id={row.contributor} />
                            <small class="quiet block">
                              {row.missingFrom ? `missing from ${names[row.missingFrom as Model]}` : `the ledger is ${row.state}`}
                            </small>
                          </th>
                          <td class="right number">{row.ledger === undefined ? '–' : shown(Number(row.ledger))}</td>
                          <td class="right number">{row.recompute === undefined ? '–' : shown(Number(row.recompute))}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
              <p class="row">
                {skip > 0 && (
                  <button type="button" class="button" onClick={() => setSkip(Math.max(0, skip - pageSize))}>
                    Before
                  </button>
                )}
                {drift.next !== undefined && (
                  <button type="button" class="button end" onClick={() => setSkip(drift.next!)}>
                    Next
                  </button>
                )}
              </p>
            </Card>
            {dialog}
          </>
        );
      }}
    </When>
  );
}
