import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { count, plural } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';

/** What was put aside of a queue: why, what it says, and putting it back. */
export function Poison({ queue, done }: { queue: string; done: () => void }) {
  const asked = useAsk(`poison ${queue}`, () => told(api.GET('/poison', { params: { query: { queue } } })));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const again = () => {
    asked.again();
    done();
  };
  const replay = (body: { ids: string[] } | { all: true }) =>
    doing.run(async () => {
      const answer = await told(api.POST('/poison/{queue}/replay', { params: { path: { queue } }, body }));
      again();
      return `${plural(answer.done, 'message was', 'messages were')} put back. What fails again comes here again.`;
    });
  const drop = async (id: string) => {
    const sure = await confirm({
      title: 'Drop this message?',
      text: 'What it says is not done, unless its sender tells it again: a contribution in it is not counted. That cannot be taken back.',
      act: 'Drop it',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      const answer = await told(api.POST('/poison/{queue}/drop', { params: { path: { queue } }, body: { ids: [id] } }));
      again();
      return answer.done === 1 ? 'It is dropped.' : 'It was not there any more, or somebody else has it just now.';
    });
  };
  return (
    <Card title={`Put aside from ${queue}`}>
      <p class="quiet">
        Each failed five times. Put the cause right, and put them back: nothing counts twice. After seven days they are deleted.
      </p>
      <Outcome doing={doing} />
      <When asked={asked}>
        {({ queues: [page] }) =>
          page === undefined || page.messages.length === 0 ? (
            <Nothing title="Nothing is put aside" />
          ) : (
            <>
              {page.count > 1 && (
                <p>
                  <button type="button" class="button strong" disabled={doing.isBusy} onClick={() => void replay({ all: true })}>
                    Put all {count(page.count)} back
                  </button>
                </p>
              )}
              <ul class="things acts">
                {page.messages.map(message => (
                  <li key={message.id}>
                    <span class="grow">
                      <strong>{message.reason}</strong>
                      <small class="quiet">{ago(message.putAsideAt)}</small>
                      <Text queue={queue} id={message.id} />
                    </span>
                    <span class="row">
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void replay({ ids: [message.id] })}>
                        Put back
                      </button>
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void drop(message.id)}>
                        Drop
                      </button>
                    </span>
                  </li>
                ))}
              </ul>
              {page.count > page.messages.length && <p class="quiet">and about {count(page.count - page.messages.length)} more</p>}
            </>
          )
        }
      </When>
      {dialog}
    </Card>
  );
}

/** What a message says: it may name people, so it is read when somebody wants to. */
function Text({ queue, id }: { queue: string; id: string }) {
  const [isOpen, setOpen] = useState(false);
  const asked = useAsk(isOpen ? `poison ${queue} ${id}` : undefined, () =>
    told(api.GET('/poison/{queue}/messages/{message}', { params: { path: { queue, message: id } } })),
  );
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>What it says</summary>
      {isOpen && (
        <When asked={asked} lines={1}>
          {message => (
            <pre class="payload short" tabIndex={0} aria-label="The message">
              {message.text}
            </pre>
          )}
        </When>
      )}
    </details>
  );
}
