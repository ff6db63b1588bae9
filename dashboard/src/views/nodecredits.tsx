import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { moment } from '../words/dates';
import { shown } from '../words/numbers';

/** Task credits of who runs nodes; of others there is nothing to show. */
export function NodeCredits({ space, id }: { space: string; id: string }) {
  const asked = useAsk(`${space} credits ${id}`, () =>
    told(api.GET('/spaces/{space}/credits', { params: { path: { space }, query: { id } } })),
  );
  const credits = asked.value;
  if (!credits?.initialized) return null;
  return (
    <Card title="Task credits" aside={`balance ${shown(credits.balance)}`}>
      <dl class="pairs">
        <dt>Available</dt>
        <dd class="number">
          {shown(credits.available)}
          {credits.overdrawn && ' (overdrawn)'}
        </dd>
        <dt>Earned</dt>
        <dd class="number">
          {shown(credits.totalEarned)} for {shown(credits.stats.tasksExecuted)} tasks
        </dd>
        <dt>Spent</dt>
        <dd class="number">
          {shown(credits.totalSpent)} for {shown(credits.stats.tasksSubmitted)} tasks
        </dd>
      </dl>
      <ul class="things">
        {credits.recentTransactions.slice(0, 8).map(row => (
          <li key={row.seq}>
            <span class="grow">
              {row.type}
              <small class="quiet block">{moment(row.date)}</small>
            </span>
            <span class="number">{shown(row.amount)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
