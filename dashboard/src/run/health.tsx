import type { ComponentChildren } from 'preact';
import { useAsk, type Asked } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Icon } from '../parts/icons';
import { Card } from '../parts/pieces';
import { to } from '../router';
import { ago, epochName } from '../words/dates';
import { plural } from '../words/numbers';

type Epochs = components['schemas']['EpochListAnswer'];

/** Whether storage answers, epochs are closed and messages get through. */
export function Health({ space, epochs }: { space: string; epochs: Asked<Epochs> }) {
  const ready = useAsk('ready', () => told(api.GET('/health/ready')));
  const status = useAsk('status', () => told(api.GET('/status')));
  const last = epochs.value?.epochs.filter(epoch => epoch.stage === 'Closed').at(-1);
  const failed = epochs.value?.epochs.find(epoch => epoch.error);
  const aside = status.value?.queues.reduce((sum, queue) => sum + queue.poison, 0) ?? 0;
  const waiting = status.value?.queues.reduce((sum, queue) => sum + queue.messages, 0) ?? 0;
  return (
    <Card title="Health">
      <ul class="checks">
        {ready.waits ? null : <Check isGood={!ready.fault}>{ready.fault ? ready.fault.message : 'Tables, queues and blobs answer.'}</Check>}
        {failed ? (
          <Check isGood={false}>
            The epoch of <a href={to.epoch(space, failed.id)}>{epochName(failed.id)}</a> hangs at {failed.stage}: {failed.error}
          </Check>
        ) : (
          epochs.value && (
            <Check isGood={epochs.value.remaining < 2}>
              {last ? (
                <>
                  The epoch of <a href={to.epoch(space, last.id)}>{epochName(last.id)}</a> was closed {last.closedAt && ago(last.closedAt)}.
                </>
              ) : (
                'No epoch is closed yet.'
              )}{' '}
              {epochs.value.remaining > 0 && (
                <a href={to.run(space, 'epochs')}>{plural(epochs.value.remaining, 'one is due', 'are due')}</a>
              )}
            </Check>
          )
        )}
        {status.value && (
          <>
            <Check isGood>{plural(waiting, 'message waits', 'messages wait')} in queues.</Check>
            <Check isGood={aside === 0}>
              <a href={to.app()}>{aside === 0 ? 'No message was put aside' : `${plural(aside, 'message', 'messages')} put aside`}</a>.
            </Check>
          </>
        )}
      </ul>
    </Card>
  );
}

function Check({ isGood, children }: { isGood: boolean; children: ComponentChildren }) {
  return (
    <li class={isGood ? 'good' : 'bad'}>
      <Icon name={isGood ? 'check' : 'warning'} />
      <span>{children}</span>
    </li>
  );
}
