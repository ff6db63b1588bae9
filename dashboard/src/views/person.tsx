import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Amount, Figure, useSeen, useTitle, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { ago, day } from '../words/dates';
import { percent, plural, shown } from '../words/numbers';
import { Account } from './account';
import { CredCard } from './credcard';
import { Fun } from './fun';
import { Grants } from './grants';
import { NodeCredits } from './nodecredits';
import { Share } from './share';
import { Way, Why } from './why';

/** Somebody: what they have, why, and what they did. */
export function PersonView({ space, id }: { space: string; id: string }) {
  const query = { path: { space }, query: { id } };
  const asked = useAsk(`${space} person ${id}`, () => told(api.GET('/spaces/{space}/contributors', { params: query })));
  const token = useAsk(`${space} grain`, () => told(api.GET('/spaces/{space}/grain', { params: { path: { space } } })));
  const why = useAsk(`${space} why ${id}`, () =>
    told(api.GET('/spaces/{space}/contributors/explain', { params: { path: { space }, query: { id, epoch: 'all', top: 5 } } })),
  );
  const [below, isSeen] = useSeen();
  useTitle(asked.value?.name ?? id, space);
  const symbol = token.value?.symbol;
  if (asked.fault?.status === 404) {
    return (
      <section class="nothing">
        <h1>
          Nobody is called <Words text={id} />
        </h1>
        <p>{asked.fault.message}</p>
        <p>
          People appear when they contribute. Ids name where an account is: <code>github/octocat</code>.{' '}
          <a href={to.space(space)}>Back to the space</a>.
        </p>
      </section>
    );
  }

  return (
    <When asked={asked} lines={8}>
      {person => (
        <>
          <header class="title">
            <div>
              <h1>
                <Words text={person.name} />
              </h1>
              <ul class="chips" aria-label="Accounts">
                {person.accounts.map(account => (
                  <li key={account}>
                    <Words text={account} />
                  </li>
                ))}
                {person.tier && <li class="tier">{person.tier}</li>}
              </ul>
            </div>
          </header>
          {why.value && <p class="answer">{why.value.answer}</p>}
          <dl class="figures">
            <Figure name="Cred" note={why.value?.rank && `place ${shown(why.value.rank)}`}>
              {person.cred ? shown(person.cred.cred) : '0'}
            </Figure>
            <Figure name="Points" note={plural(person.points.count, 'grant', 'grants')}>
              {shown(person.points.total)}
            </Figure>
            <Figure
              name="Grain"
              note={
                <>
                  received <Amount text={person.grain.received} />
                </>
              }
            >
              <Amount text={person.grain.balance} symbol={symbol} />
            </Figure>
            {person.open && (
              <Figure name="This epoch, so far" note={`as of ${ago(person.open.provisional.asOf)}`}>
                <Amount text={person.open.wouldPay} symbol={symbol} />
              </Figure>
            )}
            {why.value?.cred && <Figure name="Of all cred">{percent(why.value.cred.share)}</Figure>}
            <Figure name="Last active">{person.cred?.lastActive ? day(person.cred.lastActive) : day(person.points.lastAt)}</Figure>
          </dl>
          <div class="columns even">
            <Why asked={why} />
            {person.cred && <CredCard space={space} id={id} cred={person.cred} />}
          </div>
          <Way asked={why} name={person.name} />
          <div class="columns">
            <Grants space={space} id={id} asked={why} />
            <div class="side">
              <Account space={space} id={id} symbol={symbol} epoch={person.cred?.epoch} />
              <Share space={space} id={person.id} />
            </div>
          </div>
          <div ref={below}>
            {isSeen && <Fun space={space} id={id} />}
            {isSeen && <NodeCredits space={space} id={id} />}
          </div>
        </>
      )}
    </When>
  );
}
