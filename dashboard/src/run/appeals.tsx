import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';

/**
 * What people say who were held or capped, and deciding about it.
 * @param done Called when one is decided: who was held may not be any more.
 */
export function Appeals({ space, done }: { space: string; done: () => void }) {
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
      done();
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
                    <bdi class="said">{appeal.reason}</bdi>
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
