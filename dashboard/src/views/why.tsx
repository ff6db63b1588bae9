import type { components } from '../api/generated';
import type { Asked } from '../api/ask';
import { flowOf } from '../charts/flowmodel';
import { loadFlow } from '../charts/loading';
import { Lazy } from '../parts/lazy';
import { Card, useSeen, Words } from '../parts/pieces';
import { When } from '../parts/states';

type Explanation = components['schemas']['Explanation'];
type Told = components['schemas']['ToldSumOfDouble'];

/** Why somebody has their cred, in words that add up. */
export function Why({ asked }: { asked: Asked<Explanation> }) {
  return (
    <Card title="Why this score" aside={asked.value?.epoch && 'cred of all epochs'}>
      <When asked={asked} lines={6}>
        {({ cred, notes }) => (
          <>
            {cred && cred.from.amount > 0 ? (
              <>
                <Sum title="It comes from" sum={cred.from} />
                {cred.behind.groups.length > 0 && <Sum title="Behind the contributions stand" sum={cred.behind} />}
              </>
            ) : (
              <p class="quiet">No cred yet.</p>
            )}
            {notes.map(note => (
              <p key={note.code} class="note">
                {note.text}
              </p>
            ))}
          </>
        )}
      </When>
    </Card>
  );
}

/** The same as a picture. */
export function Way({ asked, name }: { asked: Asked<Explanation>; name: string }) {
  const [place, isSeen] = useSeen();
  const cred = asked.value?.cred;
  if (!cred || cred.from.amount <= 0) return null;
  const caption = `How cred flows to \u2068${name}\u2069: ${cred.from.shown} in all`;
  return (
    <Card title="The way of the cred">
      <div ref={place}>{isSeen && <Lazy load={loadFlow} props={{ ...flowOf(name, cred.from, cred.behind), caption }} />}</div>
    </Card>
  );
}

function Sum({ title, sum }: { title: string; sum: Told }) {
  return (
    <table class="sum">
      <caption>{title}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Cred</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {sum.groups.map(group => (
          <tr key={group.kind}>
            <th scope="row">
              <Words text={group.what} />
            </th>
            <td class="right number">{group.shown}</td>
            <td class="right number quiet">{group.percent === undefined ? '' : `${group.percent} %`}</td>
          </tr>
        ))}
        {sum.rest && (
          <tr>
            <th scope="row">{sum.rest.count} others</th>
            <td class="right number">{sum.rest.shown}</td>
            <td class="right number quiet">{sum.rest.percent === undefined ? '' : `${sum.rest.percent} %`}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td class="right number">{sum.shown}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
