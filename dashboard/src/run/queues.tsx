import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { ago } from '../words/dates';
import { count } from '../words/numbers';
import { Poison } from './poison';

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
  const asked = useAsk('status', () => told(api.GET('/status')));
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
                    <tr key={queue.queue}>
                      <th scope="row">
                        {queue.queue} <small class="quiet block">{does[queue.queue]}</small>
                      </th>
                      <td class="right number">{count(queue.messages)}</td>
                      <td class="right number">
                        {queue.poison === 0 ? (
                          '0'
                        ) : (
                          <button
                            type="button"
                            class="button small"
                            aria-expanded={shown === queue.queue}
                            onClick={() => setShown(queue.queue)}
                          >
                            {count(queue.poison)} <span class="unseen">of {queue.queue}</span>
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
      {shown && <Poison key={shown} queue={shown} done={asked.again} />}
      {asked.value && <Late late={asked.value.late} />}
    </>
  );
}

/** Spaces whose epoch should be closed by now. */
function Late({ late }: { late: components['schemas']['StatusAnswer']['late'] }) {
  if (late.length === 0) return null;
  return (
    <Card title="Epochs that are late">
      <ul class="things">
        {late.map(each => (
          <li key={each.space}>
            <span class="grow">
              <a href={to.run(each.space, 'epochs')}>
                <bdi>{each.space}</bdi>
              </a>{' '}
              <small class="quiet">{each.error}</small>
            </span>
            <span class="quiet nowrap">ended {ago(each.endedAt)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
