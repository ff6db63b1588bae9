import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { Layer } from '../charts/Bars';
import { loadBars } from '../charts/loading';
import { Lazy } from '../parts/lazy';
import { Card, Choice } from '../parts/pieces';
import { When } from '../parts/states';
import { epochName } from '../words/dates';
import { grain, roughly } from '../words/numbers';

type Epoch = components['schemas']['EpochAnswer'];
type CredByEpoch = components['schemas']['CredByEpochAnswer'];
type By = 'person' | 'module';

const captions: Record<By, string> = {
  person: 'Cred of each epoch, of those who have most of it',
  module: 'What the contributions of each epoch are worth, by where they came from',
};

/** The parts of cred as layers of a picture. */
export const layersOf = (cred: CredByEpoch, others: string): Layer[] => [
  ...cred.parts.map(part => ({ name: part.name || 'without a name', values: part.cred })),
  ...(cred.others ? [{ name: `${cred.others.count} ${others}`, values: cred.others.cred }] : []),
];

/** Cred epoch by epoch, by people or by where it came from. */
export function CredOverTime({ space }: { space: string }) {
  const [by, setBy] = useState<By>('person');
  const asked = useAsk(`${space} cred by ${by}`, () =>
    told(api.GET('/spaces/{space}/cred', { params: { path: { space }, query: { by, top: 7, last: 26 } } })),
  );
  return (
    <Card title="Cred over time" aside={asked.value?.epochs.length ? `as of epoch ${epochName(asked.value.epochs.at(-1)!)}` : undefined}>
      <div class="controls">
        <Choice
          label="By"
          value={by}
          options={[
            ['person', 'person'],
            ['module', 'module'],
          ]}
          onChange={setBy}
        />
      </div>
      <When asked={asked} lines={4}>
        {cred =>
          cred.parts.length === 0 && !cred.others ? (
            <p class="quiet">No cred yet: it comes when the first epoch is closed.</p>
          ) : (
            <Lazy
              load={loadBars}
              props={{
                caption: captions[by],
                steps: cred.epochs.map(epochName),
                layers: layersOf(cred, by === 'person' ? 'others' : 'other modules'),
                stepName: 'Epoch',
              }}
            />
          )
        }
      </When>
    </Card>
  );
}

const names: Record<string, string> = { IMMEDIATE: 'fast', RECENT: 'recent', BALANCED: 'slow', SPECIAL: 'special' };

/** What a policy is called where it is paid: slow and fast. */
export const policyName = (policy: string): string => names[policy] ?? policy.toLowerCase();

/** Grain that each epoch paid, by policy. */
export function GrainPerEpoch({ space, symbol, epochs }: { space: string; symbol?: string; epochs: readonly Epoch[] }) {
  const all = epochs.filter(epoch => epoch.stage === 'Closed');
  const told = all.filter(epoch => epoch.totals).slice(-26);
  const policies = [...new Set(told.flatMap(epoch => epoch.totals!.policies.map(policy => policy.policy)))];
  const layers = policies.map(policy => {
    const paid = told.map(epoch => epoch.totals!.policies.find(each => each.policy === policy)?.paidGrain);
    return { name: policyName(policy), values: paid.map(roughly), told: paid.map(grain) };
  });
  return (
    <Card title="Grain per epoch" aside={told.length < all.length ? `the last ${told.length}` : undefined}>
      <Lazy
        key={`${space} ${told.length}`}
        load={loadBars}
        props={{
          caption: `${symbol ?? 'Grain'} that each epoch paid, slow and fast`,
          steps: told.map(epoch => epochName(epoch.id)),
          layers,
          stepName: 'Epoch',
        }}
      />
    </Card>
  );
}
