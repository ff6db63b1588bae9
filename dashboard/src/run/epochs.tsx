import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Icon } from '../parts/icons';
import { Card, Figure } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { Stages } from '../views/epochparts';
import { ago, epochName, lastDay } from '../words/dates';
import { count, plural } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import type { PartProps } from './part';
import { usePoll } from './poll';

type List = components['schemas']['EpochListAnswer'];

/** Stages in which nothing is decided yet. */
const early = ['Claimed', 'Collected', 'Ranked'];

/** What was asked for, and how often it had been tried by then. */
interface Watched {
  epoch: string;
  attempts: number;
}

/** Whether there is nothing to wait for: all is closed, or an attempt failed. What an earlier one met stands there until the next begins. */
function isOver(list: List, watched: Watched): boolean {
  const due = list.epochs.find(epoch => epoch.id === list.due);
  return list.remaining === 0 || (due?.error !== undefined && (due.id !== watched.epoch || due.attempts > watched.attempts));
}

/** Closes what is due, and shows how far it has come. */
export function RunEpochs({ space }: PartProps) {
  const asked = useAsk(`${space} epochs`, () => read(space));
  const [live, setLive] = useState<List | undefined>();
  const [watched, setWatched] = useState<Watched | undefined>();
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const list = live ?? asked.value;
  const isRunning = list?.running !== undefined;
  usePoll(watched !== undefined || isRunning, 1000, async () => {
    const now = await read(space);
    setLive(now);
    if (now.running === undefined && watched && isOver(now, watched)) setWatched(undefined);
  });
  const ask = () =>
    doing.run(async () => {
      const answer = await told(api.POST('/spaces/{space}/epochs', { params: { path: { space } } }));
      setWatched({ epoch: answer.epoch, attempts: list?.epochs.find(each => each.id === answer.epoch)?.attempts ?? 0 });
      return `Asked for the epoch of ${epochName(answer.epoch)}${answer.remaining > 1 ? `, and ${answer.remaining - 1} after it` : ''}.`;
    });
  const cancel = async (epoch: string) => {
    const sure = await confirm({
      title: 'Stop this run?',
      text: 'Nothing of it is paid yet. It begins anew after five minutes, or when it is asked for, unless epochs are switched off.',
      act: 'Stop it',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      await told(api.POST('/spaces/{space}/epochs/{epoch}/cancel', { params: { path: { space, epoch } } }));
      setLive(await read(space));
      return 'The run is stopped.';
    });
  };
  const current = list?.epochs.find(epoch => epoch.id === list.running) ?? list?.epochs.at(-1);
  return (
    <>
      <When asked={{ ...asked, value: list }}>
        {({ epochs, remaining, running, due, nextEnd }) => (
          <>
            <dl class="figures">
              <Figure name="Closed">{count(epochs.filter(epoch => epoch.stage === 'Closed').length)}</Figure>
              <Figure name="Due" note={due && `the oldest began on ${epochName(due)}`}>
                {count(remaining)}
              </Figure>
              <Figure name="The next one ends">{nextEnd ? ago(nextEnd) : 'it is over'}</Figure>
            </dl>
            <Card title="Close what is over">
              <p>
                {remaining === 0
                  ? 'Nothing is due: all that is over is closed. A timer looks every few minutes.'
                  : `${plural(remaining, 'epoch is', 'epochs are')} over and not closed. A timer closes them by itself; you need not wait for it.`}
              </p>
              <p class="row">
                <button
                  type="button"
                  class="button strong"
                  disabled={doing.isBusy || remaining === 0 || running !== undefined}
                  onClick={() => void ask()}
                >
                  {running ? 'It is running' : 'Close it now'}
                </button>
                {running && current && early.includes(current.stage) && (
                  <button type="button" class="button" disabled={doing.isBusy} onClick={() => void cancel(running)}>
                    Stop the run
                  </button>
                )}
              </p>
              <Outcome doing={doing} />
            </Card>
          </>
        )}
      </When>
      {current && (
        <section class="columns even">
          <Stages epoch={current} />
          <Card title={`The epoch of ${epochName(current.id)}`} aside={isRunning ? 'is running' : undefined}>
            <p role="status">
              It ended with {lastDay(current.end)}.{' '}
              {current.stage === 'Closed' ? `It paid ${plural(current.paymentsMade, 'person', 'people')}.` : `It is at ${current.stage}.`}
            </p>
            {current.error && (
              <p class="note warn">
                <Icon name="warning" /> <span>{current.error}</span>
              </p>
            )}
            <p>
              <a href={to.epoch(space, current.id)}>Look at it</a>
            </p>
          </Card>
        </section>
      )}
      {dialog}
    </>
  );
}

const read = (space: string) => told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } }));
