import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card, Person } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { Outcome, useDoing } from './doing';

type Page = components['schemas']['IdentityListAnswer'];
const pageSize = 100;

/** What was joined, and the way to take it apart. */
export function Identities({ space }: { space: string }) {
  const [marks, setMarks] = useState<readonly string[]>([]);
  const query = { after: marks.at(-1), limit: pageSize };
  const asked = useAsk(
    `${space} identities ${JSON.stringify(query)}`,
    () => told(api.GET('/spaces/{space}/identities', { params: { path: { space }, query } })) as Promise<Page>,
  );
  const doing = useDoing();
  const part = (target: string) =>
    doing.run(async () => {
      await told(api.POST('/spaces/{space}/identities/unmerge', { params: { path: { space }, query: { id: target } }, body: {} }));
      asked.again();
      return `${target} stands for itself again.`;
    });
  const remove = (id: string, alias: string) =>
    doing.run(
      async () => {
        await told(api.POST('/spaces/{space}/identities/aliases/remove', { params: { path: { space }, query: { id } }, body: { alias } }));
        asked.again();
        return `${alias} stands for itself again.`;
      },
      async () => {
        await told(api.POST('/spaces/{space}/identities/aliases', { params: { path: { space }, query: { id } }, body: { alias } }));
        asked.again();
        return `${alias} means ${id} again.`;
      },
    );
  return (
    <Card title="Who is joined">
      <Outcome doing={doing} />
      <When asked={asked}>
        {page => {
          const joined = page.identities.filter(each => each.merged.length + each.aliases.length > 0);
          return (
            <>
              {joined.length === 0 ? (
                <Nothing title="Nobody is joined yet" />
              ) : (
                <ul class="things acts">
                  {joined.map(identity => (
                    <li key={identity.id}>
                      <span class="grow">
                        <Person space={space} id={identity.id} name={identity.name} />
                        <small class="quiet">
                          <bdi>{identity.id}</bdi>
                        </small>
                      </span>
                      <ul class="chips">
                        {identity.aliases.map(alias => (
                          <Joined key={alias} id={alias} isBusy={doing.isBusy} onPart={() => void remove(identity.id, alias)} />
                        ))}
                        {identity.merged.map(target => (
                          <Joined key={target} id={target} isBusy={doing.isBusy} onPart={() => void part(target)} />
                        ))}
                      </ul>
                    </li>
                  ))}
                </ul>
              )}
              <p class="row">
                {marks.length > 0 && (
                  <button type="button" class="button" onClick={() => setMarks(marks.slice(0, -1))}>
                    Before
                  </button>
                )}
                {page.next && (
                  <button type="button" class="button end" onClick={() => setMarks([...marks, page.next!])}>
                    Next
                  </button>
                )}
              </p>
            </>
          );
        }}
      </When>
    </Card>
  );
}

function Joined({ id, isBusy, onPart }: { id: string; isBusy: boolean; onPart: () => void }) {
  return (
    <li>
      <bdi>{id}</bdi>{' '}
      <button type="button" class="part" disabled={isBusy} onClick={onPart} aria-label={`Take ${id} apart`}>
        ×
      </button>
    </li>
  );
}
