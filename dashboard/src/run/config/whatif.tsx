import { useEffect, useState } from 'preact/hooks';
import { useAsk } from '../../api/ask';
import { api, told } from '../../api/client';
import type { components } from '../../api/generated';
import { Amount, Person } from '../../parts/pieces';
import { When } from '../../parts/states';
import { epochName } from '../../words/dates';
import { count, plural, shown } from '../../words/numbers';
import { Outcome, useDoing } from '../doing';
import { at, type Json } from './patch';

type Answer = components['schemas']['WhatIfAnswer'];
type Compared = Answer['people'][number];

const shownMax = 10;

/** What an epoch takes of a distribution; the treasury decides about other things. */
const asked = ['budgetPerEpoch', 'policies', 'unpaid', 'deactivated'] as const;

interface WhatIfProps {
  space: string;
  base: Json;
  value: Json;
  touched: readonly ('weights' | 'credRank' | 'distribution')[];
}

/** The last closed epoch, computed again with the change: who would have gained, and who lost. */
export function WhatIf({ space, value, touched }: WhatIfProps) {
  const epochs = useAsk(`${space} epochs`, () => told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } })));
  const doing = useDoing();
  const [answer, setAnswer] = useState<{ of: Json; it: Answer } | undefined>();
  useEffect(() => {
    if (answer && answer.of !== value) setAnswer(undefined); // it was another change
  }, [value]);
  const last = epochs.value?.epochs.filter(epoch => epoch.stage === 'Closed').at(-1);
  const look = () =>
    doing.run(async () => {
      const body = Object.fromEntries(touched.map(name => [name, name === 'distribution' ? distributionOf(value) : at(value, [name])]));
      const it = await told(
        api.POST('/spaces/{space}/epochs/{epoch}/whatif', {
          params: { path: { space, epoch: last!.id }, query: { limit: 1000 } },
          body: body as Record<string, never>,
        }),
      );
      setAnswer({ of: value, it });
    });
  return (
    <When asked={epochs} lines={1}>
      {() =>
        last === undefined ? (
          <p class="note">This decides who gets what. It can be tried as soon as an epoch is closed.</p>
        ) : (
          <div class="whatif">
            <p class="row">
              <button type="button" class="button" disabled={doing.isBusy} onClick={() => void look()}>
                {doing.isBusy ? 'Computing …' : 'Who would gain, who lose?'}
              </button>
              <span class="quiet">Computes the epoch of {epochName(last.id)} again with it. Nothing is changed.</span>
            </p>
            <Outcome doing={doing} />
            {answer && <Differences space={space} answer={answer.it} />}
          </div>
        )
      }
    </When>
  );
}

function distributionOf(value: Json): Json {
  return Object.fromEntries(asked.map(name => [name, at(value, ['distribution', name])]).filter(([, inner]) => inner !== undefined));
}

/** Differences of exact amounts, for sorting only. */
const gained = (person: Compared): number => Number(person.grain.afterGrain ?? 0) - Number(person.grain.beforeGrain ?? 0);

function Differences({ space, answer }: { space: string; answer: Answer }) {
  const different = answer.people.filter(person => person.grain.before !== person.grain.after);
  const gainers = different.filter(person => gained(person) > 0).sort((one, other) => gained(other) - gained(one));
  const losers = different.filter(person => gained(person) < 0).sort((one, other) => gained(one) - gained(other));
  const ranks = answer.people.filter(person => person.rank.before !== person.rank.after).length;
  return (
    <div role="status">
      <p>
        It would have paid <Amount text={answer.paid.afterGrain} /> instead of <Amount text={answer.paid.beforeGrain} />.{' '}
        {plural(gainers.length, 'person gains', 'people gain')}, {plural(losers.length, 'loses', 'lose')},{' '}
        {count(answer.count - different.length)} of those who are shown get the same. {plural(ranks, 'place changes', 'places change')}.
      </p>
      <div class="columns even">
        <Table space={space} title="Gain most" people={gainers} />
        <Table space={space} title="Lose most" people={losers} />
      </div>
      {answer.others && (
        <p class="quiet">{plural(answer.others.count, 'person is', 'people are')} not named here, and counted all the same.</p>
      )}
    </div>
  );
}

function Table({ space, title, people }: { space: string; title: string; people: readonly Compared[] }) {
  if (people.length === 0) return <p class="quiet">{title}: nobody</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="sum">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" class="right">
              Was paid
            </th>
            <th scope="col" class="right">
              Would be
            </th>
            <th scope="col" class="right">
              Place
            </th>
          </tr>
        </thead>
        <tbody>
          {people.slice(0, shownMax).map(person => (
            <tr key={person.contributor}>
              <th scope="row">
                <Person space={space} id={person.contributor} name={person.name} />
              </th>
              <td class="right">
                <Amount text={person.grain.beforeGrain} />
              </td>
              <td class="right">
                <Amount text={person.grain.afterGrain} />
              </td>
              <td class="right number">
                {shown(person.rank.before)} → {shown(person.rank.after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {people.length > shownMax && <p class="quiet">and {count(people.length - shownMax)} more</p>}
    </div>
  );
}
