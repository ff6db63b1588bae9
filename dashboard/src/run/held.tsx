import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { plural, shown } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import type { PartProps } from './frame';

/** People whose grants are held, and what they say about it. */
export function Held({ space }: PartProps) {
  return (
    <>
      <Quarantine space={space} />
      <Appeals space={space} />
    </>
  );
}

function Quarantine({ space }: { space: string }) {
  const asked = useAsk(`${space} held`, () => told(api.GET('/spaces/{space}/quarantine', { params: { path: { space } } })));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const query = (id: string) => ({ params: { path: { space }, query: { id } } });
  const release = async (id: string, name: string, held: string) => {
    const sure = await confirm({
      title: `Release ${name}?`,
      text: `${held} become grants and count; so does all that comes from them. That cannot be taken back.`,
      act: 'Release',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      const answer = await told(api.POST('/spaces/{space}/quarantine/release', query(id)));
      asked.again();
      return `${name} is released: ${plural(answer.counted, 'grant counts', 'grants count')} now.`;
    });
  };
  const reject = async (id: string, name: string) => {
    const sure = await confirm({
      title: `Turn ${name} away?`,
      text: 'What is held and what comes from them gives no points. You can release them later.',
      act: 'Turn away',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      await told(api.POST('/spaces/{space}/quarantine/reject', query(id)));
      asked.again();
      return `${name} is turned away.`;
    });
  };
  return (
    <Card title="Who is held">
      <p class="quiet">Guards of the configuration hold grants of newcomers until somebody has looked.</p>
      <Outcome doing={doing} />
      <When asked={asked}>
        {({ people }) =>
          people.length === 0 ? (
            <Nothing title="Nobody is held" />
          ) : (
            <ul class="things acts">
              {people.map(person => {
                const name = person.name || person.contributor;
                const held = plural(person.grants, 'grant', 'grants');
                return (
                  <li key={person.contributor}>
                    <span class="grow">
                      <Person space={space} id={person.contributor} name={person.name} />
                      <small class="quiet">
                        <bdi>{person.contributor}</bdi> · {held}, {shown(Number(person.points))} points
                        {person.state === 'rejected' && ' · turned away'}
                      </small>
                    </span>
                    <span class="row">
                      <button
                        type="button"
                        class="button"
                        disabled={doing.isBusy}
                        onClick={() => void release(person.contributor, name, held)}
                      >
                        Release<span class="unseen"> {name}</span>
                      </button>
                      {person.state !== 'rejected' && (
                        <button type="button" class="button" disabled={doing.isBusy} onClick={() => void reject(person.contributor, name)}>
                          Turn away<span class="unseen"> {name}</span>
                        </button>
                      )}
                    </span>
                  </li>
                );
              })}
            </ul>
          )
        }
      </When>
      {dialog}
    </Card>
  );
}

function Appeals({ space }: { space: string }) {
  const [all, setAll] = useState(false);
  const asked = useAsk(`${space} appeals ${all}`, () =>
    told(api.GET('/spaces/{space}/appeals', { params: { path: { space }, query: { all: all ? 'true' : undefined } } })),
  );
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const decide = async (id: string, who: string, accept: boolean) => {
    const reason = await confirm({
      title: accept ? 'Accept the appeal?' : 'Turn the appeal down?',
      text: `${accept ? `What was held of ${who} counts then.` : `What was held of ${who} stays held.`} A decision stands.`,
      act: accept ? 'Accept' : 'Turn down',
      reason: 'Reason, which they see',
    });
    if (reason === undefined) return;
    await doing.run(async () => {
      await told(api.POST('/spaces/{space}/appeals/{id}/decide', { params: { path: { space, id } }, body: { accept, reason } }));
      asked.again();
      return accept ? 'Accepted. What was held counts.' : 'Turned down.';
    });
  };
  return (
    <Card title="Appeals">
      <label class="choice">
        <input type="checkbox" checked={all} onChange={event => setAll(event.currentTarget.checked)} /> decided ones, too
      </label>
      <Outcome doing={doing} />
      <When asked={asked}>
        {({ appeals }) =>
          appeals.length === 0 ? (
            <Nothing title="No appeal waits" />
          ) : (
            <ul class="things acts">
              {appeals.map(appeal => (
                <li key={appeal.id}>
                  <span class="grow">
                    <Person space={space} id={appeal.contributor} /> <small class="quiet">{ago(appeal.filedAt)}</small>
                    <Words text={appeal.reason} />
                    {appeal.decision && (
                      <small class="quiet">
                        {appeal.decision.accepted ? 'Accepted' : 'Turned down'} by <bdi>{appeal.decision.by}</bdi>:{' '}
                        <Words text={appeal.decision.reason} />
                      </small>
                    )}
                  </span>
                  {!appeal.decision && (
                    <span class="row">
                      <button type="button" class="button" onClick={() => void decide(appeal.id, appeal.contributor, true)}>
                        Accept<span class="unseen"> the appeal of {appeal.contributor}</span>
                      </button>
                      <button type="button" class="button" onClick={() => void decide(appeal.id, appeal.contributor, false)}>
                        Turn down<span class="unseen"> the appeal of {appeal.contributor}</span>
                      </button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </When>
      {dialog}
    </Card>
  );
}
