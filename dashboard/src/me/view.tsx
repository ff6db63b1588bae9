import { useState } from 'preact/hooks';
import { ifKnown, api, told } from '../api/client';
import { useAsk } from '../api/ask';
import { currentSession } from '../api/session';
import { openKeyDialog } from '../parts/askwho';
import { Amount, Figure, useTitle, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { to } from '../router';
import { plural, shown } from '../words/numbers';
import { Accounts } from './accounts';
import { MyAppeals } from './appeals';
import { MyHolds } from './holds';
import type { Me, MyProps } from './mine';
import { Send } from './send';
import { Settings } from './settings';
import { Stranger, Unknown } from './stranger';
import '../styles/run.css';

/** What is the reader's own in a space. */
export function MeView({ space }: { space: string }) {
  useTitle('Yours', space);
  const session = currentSession();
  const asked = useAsk(session ? `${space} me` : undefined, () => told(api.GET('/spaces/{space}/me', { params: { path: { space } } })));
  const [newer, setNewer] = useState<Me | undefined>();
  if (!session) {
    return (
      <Nothing title="What is yours is shown when you have signed in">
        <p>A key does not do: it is not known whose hands it is in.</p>
        <p>
          <button type="button" class="button strong" onClick={openKeyDialog}>
            Sign in
          </button>
        </p>
      </Nothing>
    );
  }

  if (asked.fault?.status === 404) return <Unknown space={space} session={session} />;
  return (
    <When asked={{ ...asked, value: newer ?? asked.value }} lines={8}>
      {me => (
        <>
          <header class="title">
            <div>
              <h1>
                <Words text={me.name ?? session.name} />
              </h1>
              <p class="quiet">
                {me.linked ? (
                  <>
                    What is yours in <Words text={space} />. <a href={to.person(space, me.id ?? '')}>Your page</a>
                  </>
                ) : (
                  <>
                    You are none of the people of <Words text={space} /> yet.
                  </>
                )}
              </p>
            </div>
          </header>
          {me.linked ? (
            <Known space={space} me={me} know={setNewer} />
          ) : (
            <Stranger space={space} me={me} know={setNewer} session={session} />
          )}
        </>
      )}
    </When>
  );
}

function Known(props: MyProps) {
  const { space, me } = props;
  const token = useAsk(`${space} grain`, () => told(api.GET('/spaces/{space}/grain', { params: { path: { space } } })));
  const standing = useAsk(`${space} standing ${me.id}`, () =>
    ifKnown(told(api.GET('/spaces/{space}/contributors', { params: { path: { space }, query: { id: me.id ?? '' } } }))),
  );
  const symbol = token.value?.symbol;
  const held = me.held ?? [];
  return (
    <>
      {held.map(each => (
        <p key={each.contributor} class="note warn">
          <span>
            {plural(each.grants, 'grant', 'grants')} of <bdi>{each.contributor}</bdi>, {shown(Number(each.points))} points,{' '}
            {each.state === 'rejected' ? 'were turned away.' : 'are held until somebody has looked.'}
          </span>
        </p>
      ))}
      {standing.value && (
        <dl class="figures">
          <Figure name="Grain">
            <Amount text={standing.value.grain.balance} symbol={symbol} />
          </Figure>
          <Figure name="Cred">{standing.value.cred ? shown(standing.value.cred.cred) : '0'}</Figure>
          <Figure name="Points" note={plural(standing.value.points.count, 'grant', 'grants')}>
            {shown(standing.value.points.total)}
          </Figure>
        </dl>
      )}
      <div class="columns even">
        <div class="side">
          <Send space={space} symbol={symbol} done={standing.again} />
          <MyHolds space={space} symbol={symbol} done={standing.again} />
          <MyAppeals {...props} />
        </div>
        <div class="side">
          <Settings key={me.id} {...props} />
          <Accounts {...props} />
        </div>
      </div>
    </>
  );
}
