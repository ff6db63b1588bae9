import type { components } from '../api/generated';
import { Amount, Card } from '../parts/pieces';
import { moment } from '../words/dates';
import { policyName } from './spacecharts';

type Epoch = components['schemas']['EpochAnswer'];

const stages = ['Claimed', 'Collected', 'Ranked', 'Allocated', 'Distributed', 'Closed'];
const meanings: Record<string, string> = {
  Claimed: 'somebody works on it',
  Collected: 'what happened is pinned',
  Ranked: 'cred is computed',
  Allocated: 'the budget is split',
  Distributed: 'everybody is paid',
  Closed: 'stated for ever',
};

/** How far it has come, and when. */
export function Stages({ epoch }: { epoch: Epoch }) {
  const at = stages.indexOf(epoch.stage);
  return (
    <Card title="Stages" aside={epoch.attempts > 1 ? `${epoch.attempts} attempts` : undefined}>
      <ol class="stages">
        {stages.map((stage, i) => (
          <li key={stage} class={i <= at ? 'done' : ''} aria-current={i === at ? 'step' : undefined}>
            <strong>{stage}</strong> <span class="quiet">{meanings[stage]}</span>
          </li>
        ))}
      </ol>
      <dl class="pairs">
        <dt>Begun</dt>
        <dd>{moment(epoch.startedAt)}</dd>
        <dt>{epoch.closedAt ? 'Closed' : 'This stage'}</dt>
        <dd>{moment(epoch.closedAt ?? epoch.stageAt)}</dd>
      </dl>
    </Card>
  );
}

/** What each policy had to give, and gave. */
export function Policies({ amounts }: { amounts: NonNullable<Epoch['amounts']> }) {
  return (
    <Card title="Policies">
      <table>
        <caption class="unseen">What each policy had to give, and gave</caption>
        <thead>
          <tr>
            <th scope="col">Policy</th>
            <th scope="col" class="right">
              Budget
            </th>
            <th scope="col" class="right">
              Paid
            </th>
          </tr>
        </thead>
        <tbody>
          {amounts.policies.map((policy, i) => (
            <tr key={i}>
              <th scope="row">
                {policyName(policy.policy)} <small class="quiet block">{policy.policy}</small>
              </th>
              <td class="right">
                <Amount text={policy.budgetGrain} />
              </td>
              <td class="right">
                <Amount text={policy.paidGrain} />
                {policy.nothingToPay && <small class="quiet block">{policy.nothingToPay}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
