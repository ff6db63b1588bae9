import { useAsk, type Asked } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card, Person } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { plural, shown } from '../words/numbers';
import { Appeals } from './appeals';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import type { PartProps } from './part';

/** People whose grants are held, and what they say about it. */
export function Held({ space }: PartProps) {
  const asked = useAsk(`${space} held`, () => told(api.GET('/spaces/{space}/quarantine', { params: { path: { space } } })));
  return (
    <>
      <Quarantine space={space} asked={asked} />
      <Appeals space={space} done={asked.again} />
    </>
  );
}

function Quarantine({ space, asked }: { space: string; asked: Asked<components['schemas']['QuarantineAnswer']> }) {
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
