import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { count, plural } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';

type Poison = components['schemas']['PoisonShown'];

const does: Record<string, string> = {
  activity: 'what people did',
  checkpoints: 'posting signed checkpoints',
  'credit-events': 'telling of task credits',
  epochs: 'closing epochs',
  grants: 'counting what webhooks brought',
  spaces: 'deleting spaces',
  'task-credits': 'counting tasks',
  transfers: 'finishing transfers of grain',
};

/** The queues with what waits in them, and what was put aside. */
export function QueuesCard() {
  const asked = useAsk('queues', () => told(api.GET('/queues')));
  const [shown, setShown] = useState<string | undefined>();
  return (
    <>
      <Card title="Queues">
        <When asked={asked} lines={8}>
          {({ queues }) => (
            <div class="scroll" tabIndex={0} role="region" aria-label="Queues">
              <table>
                <caption class="unseen">Queues, and what lies in them</caption>
                <thead>
                  <tr>
                    <th scope="col">Queue</th>
                    <th scope="col" class="right">
                      Waiting
                    </th>
                    <th scope="col" class="right">
                      Put aside
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {queues.map(queue => (
                    <tr key={queue.name}>
                      <th scope="row">
                        {queue.name} <small class="quiet block">{does[queue.name]}</small>
                      </th>
                      <td class="right number">{count(queue.waiting)}</td>
                      <td class="right number">
                        {queue.putAside === 0 ? (
                          '0'
                        ) : (
                          <button
                            type="button"
                            class="button small"
                            aria-expanded={shown === queue.name}
                            onClick={() => setShown(queue.name)}
                          >
                            {count(queue.putAside)} <span class="unseen">of {queue.name}</span>
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </When>
      </Card>
      {shown && <Aside key={shown} queue={shown} done={asked.again} />}
    </>
  );
}

function Aside({ queue, done }: { queue: string; done: () => void }) {
  const path = { queue };
  const asked = useAsk(`poison ${queue}`, () => told(api.GET('/queues/{queue}/poison', { params: { path } })));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const again = () => {
    asked.again();
    done();
  };
  const replay = (messageId?: string) =>
    doing.run(async () => {
      const answer = await told(
        api.POST('/queues/{queue}/poison/replay', { params: { path }, body: messageId ? { messageId } : ({} as { messageId: string }) }),
      );
      again();
      return `${plural(answer.done, 'message was', 'messages were')} put back. What fails again comes here again.`;
    });
  const drop = async (message: Poison) => {
    const sure = await confirm({
      title: 'Drop this message?',
      text: 'What it says is never done: a contribution in it is never counted. That cannot be taken back.',
      act: 'Drop it',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      const body = { messageId: message.messageId };
      const answer = await told(api.POST('/queues/{queue}/poison/drop', { params: { path }, body }));
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
        {page =>
          page.messages.length === 0 ? (
            <Nothing title="Nothing is put aside" />
          ) : (
            <>
              {page.count > 1 && (
                <p>
                  <button type="button" class="button strong" disabled={doing.isBusy} onClick={() => void replay()}>
                    Put all {count(page.count)} back
                  </button>
                </p>
              )}
              <ul class="things acts">
                {page.messages.map(message => (
                  <li key={message.messageId}>
                    <span class="grow">
                      <strong>{message.reason}</strong>
                      <small class="quiet">{ago(message.putAsideAt)}</small>
                      <pre class="payload short" tabIndex={0} aria-label="The message">
                        {message.text}
                      </pre>
                    </span>
                    <span class="row">
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void replay(message.messageId)}>
                        Put back
                      </button>
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void drop(message)}>
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
