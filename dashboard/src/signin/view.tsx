import { useEffect, useState } from 'preact/hooks';
import { finish } from '../api/provider';
import { takeSession } from '../api/session';
import { openKeyDialog } from '../parts/askwho';
import { useTitle } from '../parts/pieces';
import { Waiting } from '../parts/states';
import { go } from '../router';
import { takenAnswer } from './answer';

/** Where the provider sends people back to: makes a session of its answer, and goes to where they were. */
export function SignInView() {
  useTitle('Sign in');
  const [fault, setFault] = useState<string | undefined>();
  useEffect(() => {
    finish(takenAnswer()).then(
      ({ session, back }) => {
        takeSession(session);
        go(back);
      },
      (wrong: unknown) => setFault(wordsOf(wrong)),
    );
  }, []);
  if (!fault) return <Waiting lines={2} />;
  return (
    <section class="nothing" role="alert">
      <h1>You are not signed in</h1>
      <p>{fault}</p>
      <p class="row">
        <button type="button" class="button strong" onClick={openKeyDialog}>
          Sign in
        </button>
        <a class="button" href="/">
          Go to the first page
        </a>
      </p>
    </section>
  );
}

/** What providers say is in one of two members; what else goes wrong says it itself. */
function wordsOf(fault: unknown): string {
  const { error_description, error, message } = (fault ?? {}) as Record<string, unknown>;
  const said = [error_description, error, message].find(each => typeof each === 'string' && each !== '');
  return error === 'access_denied' ? 'The provider says that you did not want to.' : String(said ?? 'The provider did not answer.');
}
