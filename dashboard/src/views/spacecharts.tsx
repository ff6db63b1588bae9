import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, ifKnown, told } from '../api/client';
import { Lazy, loadBars } from '../charts/lazy';
import { Card } from '../parts/pieces';
import { When } from '../parts/states';
import { epochName } from '../words/dates';
import { grain, roughly } from '../words/numbers';

/** Somebody, as boards name them. */
export interface Named {
  id: string;
  name: string;
}

type Epoch = components['schemas']['EpochAnswer'];
const epochsMax = 26;

/** Cred epoch by epoch of those who have most. */
export function CredOverTime({ space, people }: { space: string; people: readonly Named[] }) {
  const asked = useAsk(`${space} cred of ${people.map(person => person.id).join(' ')}`, () =>
    Promise.all(
      people.map(person =>
        ifKnown(told(api.GET('/spaces/{space}/contributors', { params: { path: { space }, query: { id: person.id } } }))),
      ),
    ),
  );
  return (
    <Card title="Cred over time" aside={`of the ${people.length} with most`}>
      <When asked={asked} lines={4}>
        {answers => {
          const ids = [...new Set(answers.flatMap(answer => answer?.cred?.history.map(each => each.epoch) ?? []))].sort().slice(-epochsMax);
          if (ids.length === 0) return <p class="quiet">Nobody has cred yet.</p>;
          const layers = answers.map((answer, i) => {
            const history = new Map(answer?.cred?.history.map(each => [each.epoch, each.cred]));
            return { name: people[i]!.name, values: ids.map(id => history.get(id) ?? 0) };
          });
          return (
            <Lazy
              load={loadBars}
              props={{
                caption: `Cred of each epoch, of the ${people.length} people with most cred`,
                steps: ids.map(epochName),
                layers,
                stepName: 'Epoch',
              }}
            />
          );
        }}
      </When>
    </Card>
  );
}

const names: Record<string, string> = { IMMEDIATE: 'fast', RECENT: 'recent', BALANCED: 'slow', SPECIAL: 'special' };

/** What a policy is called where it is paid: slow and fast. */
export const policyName = (policy: string): string => names[policy] ?? policy.toLowerCase();

/** Grain that each epoch paid, by policy. */
export function GrainPerEpoch({ space, symbol, epochs }: { space: string; symbol?: string; epochs: readonly Epoch[] }) {
  const closed = epochs.filter(epoch => epoch.stage === 'Closed').slice(-12);
  const asked = useAsk(`${space} amounts of ${closed.map(epoch => epoch.id).join(' ')}`, () =>
    Promise.all(closed.map(epoch => told(api.GET('/spaces/{space}/epochs/{epoch}', { params: { path: { space, epoch: epoch.id } } })))),
  );
  return (
    <Card title="Grain per epoch" aside={closed.length < epochs.length ? `the last ${closed.length}` : undefined}>
      <When asked={asked} lines={4}>
        {answers => {
          const policies = [...new Set(answers.flatMap(answer => answer.amounts?.policies.map(policy => policy.policy) ?? []))];
          const layers = policies.map(policy => {
            const paid = answers.map(answer => answer.amounts?.policies.find(each => each.policy === policy)?.paidGrain);
            return { name: policyName(policy), values: paid.map(roughly), told: paid.map(grain) };
          });
          return (
            <Lazy
              load={loadBars}
              props={{
                caption: `${symbol ?? 'Grain'} that each epoch paid, by policy`,
                steps: answers.map(answer => epochName(answer.id)),
                layers,
                stepName: 'Epoch',
              }}
            />
          );
        }}
      </When>
    </Card>
  );
}
