import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Amount, Card, Copy, Figure, useTitle } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { to } from '../router';
import { ago, epochName, lastDay } from '../words/dates';
import { count } from '../words/numbers';

/** All epochs of a space, newest first. */
export function EpochsView({ space }: { space: string }) {
  useTitle('Epochs', space);
  const asked = useAsk(`${space} epochs`, () => told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } })));
  return (
    <>
      <header class="title">
        <div>
          <h1>Epochs</h1>
          <p class="quiet">When one is over, cred is ranked anew and grain is paid by it.</p>
        </div>
      </header>
      <When asked={asked} lines={8}>
        {list => (
          <>
            <dl class="figures">
              <Figure name="Closed">{count(list.epochs.filter(epoch => epoch.stage === 'Closed').length)}</Figure>
              <Figure name="Grain there is">
                <Amount text={list.supplyGrain} />
              </Figure>
              <Figure name="This one ends">{list.nextEnd ? ago(list.nextEnd) : '–'}</Figure>
              <Figure name="Due">{count(list.remaining)}</Figure>
            </dl>
            {list.remaining > 0 && (
              <p class="note">
                <span>{list.running ? `Epoch ${list.running} is being closed.` : 'A timer closes what is due. To do it now:'}</span>
                {!list.running && <Copy text={`./grain epochs close --space ${space}`} />}
              </p>
            )}
            {list.epochs.length === 0 ? (
              <Nothing title="No epoch is over yet">
                <p>The first ends {list.nextEnd ? ago(list.nextEnd) : 'when its time is over'}. Points count meanwhile.</p>
              </Nothing>
            ) : (
              <Card title="All epochs">
                <div class="scroll" tabIndex={0} role="region" aria-label="All epochs">
                  <table>
                    <caption class="unseen">All epochs, newest first</caption>
                    <thead>
                      <tr>
                        <th scope="col">Epoch</th>
                        <th scope="col">Last day</th>
                        <th scope="col">Stage</th>
                        <th scope="col" class="right">
                          People paid
                        </th>
                        <th scope="col">Notes</th>
                      </tr>
                    </thead>
                    <tbody>
                      {[...list.epochs].reverse().map(epoch => (
                        <tr key={epoch.id}>
                          <th scope="row" class="nowrap">
                            <a href={to.epoch(space, epoch.id)}>{epochName(epoch.id)}</a>
                          </th>
                          <td class="nowrap">{lastDay(epoch.end)}</td>
                          <td>
                            <span class={`stage ${epoch.error ? 'bad' : epoch.stage === 'Closed' ? 'good' : ''}`}>{epoch.stage}</span>
                          </td>
                          <td class="right number">{epoch.paymentsMade === 0 ? 'nobody' : count(epoch.paymentsMade)}</td>
                          <td class="notes">
                            {epoch.error && (
                              <span class="row">
                                <Icon name="warning" /> {epoch.error}
                              </span>
                            )}
                            {epoch.notes?.[0] && <span class="quiet">{epoch.notes[0].text}</span>}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </Card>
            )}
          </>
        )}
      </When>
    </>
  );
}
