import type { Session } from '../api/signedin';
import { Card, Copy } from '../parts/pieces';
import { Nothing } from '../parts/states';
import { to } from '../router';
import { Claims } from './claims';
import type { MyProps } from './mine';

/** The first steps of somebody who has signed in and is nobody here yet. */
export function Stranger({ space, me, know, session }: MyProps & { session: Session }) {
  return (
    <div class="columns even">
      <Card title="Say who you are">
        <p>Then you see what is held of yours, say who sees you and where you are paid, and send grain.</p>
        <Claims space={space} me={me} know={know} />
      </Card>
      <Card title="Or be linked">
        <Link space={space} session={session} />
        <p>
          <a href={to.space(space)}>Back to the space</a>
        </p>
      </Card>
    </div>
  );
}

/** In a private space nobody learns by signing in that it is there. */
export function Unknown({ space, session }: { space: string; session: Session }) {
  return (
    <Nothing title="The space is private, or there is none of that name">
      <p>Whoever is known in it can see it. You are signed in, and not known there.</p>
      <Link space={space} session={session} />
    </Nothing>
  );
}

/** What somebody needs who links the reader. */
function Link({ space, session }: { space: string; session: Session }) {
  return (
    <>
      <p>Who looks after the space can link you to your account in it. They need these two:</p>
      <Copy text={`issuer:  ${session.issuer}\nsubject: ${session.subject}`} />
      <p class="quiet">
        For them, in <bdi>{space}</bdi>: <a href={to.run(space, 'people')}>People</a>, or <code>POST …/identities/subjects</code>.
      </p>
    </>
  );
}
