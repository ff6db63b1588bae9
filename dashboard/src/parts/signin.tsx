import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { Provider } from '../api/signedin';
import { currentSession, takeSession } from '../api/session';
import { placeOf, to } from '../router';

/** Signing in at one of the providers that the app knows, or out again. Where it knows none, there is nothing to see. */
export function SignIn({ close }: { close: () => void }) {
  const asked = useAsk('sign-in', () => told(api.GET('/sign-in')));
  const [fault, setFault] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  const [elsewhere, setElsewhere] = useState<string | undefined>();
  const session = currentSession();
  const act = async (doing: () => Promise<void>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await doing();
    } catch (wrong) {
      setFault(wrong instanceof Error && wrong.message ? wrong.message : 'The provider does not answer.');
    } finally {
      setBusy(false);
    }
  };
  const signIn = (provider: Provider) =>
    act(async () => {
      const { begin } = await import('../api/provider');
      await begin(provider, placeAfter());
    });
  const signOut = () =>
    act(async () => {
      const left = currentSession();
      takeSession(null);
      if (!left) return;
      const { end } = await import('../api/provider');
      setElsewhere(await end(left).catch(() => undefined));
    });
  if (session) {
    return (
      <div class="who">
        <p>
          As <bdi class="words">{session.name}</bdi>, at {session.provider.name}.
        </p>
        <p class="row">
          <button type="button" class="button" disabled={isBusy} onClick={() => void signOut()}>
            Sign out
          </button>
        </p>
      </div>
    );
  }

  const providers = asked.value?.providers ?? [];
  if (providers.length === 0) return null;
  return (
    <div class="who">
      {elsewhere && (
        <p role="status">
          You are signed out here. <a href={elsewhere}>Sign out there, too</a>
        </p>
      )}
      <p class="row">
        {providers.map(provider => (
          <button
            key={`${provider.issuer} ${provider.clientId}`}
            type="button"
            class="button strong"
            disabled={isBusy}
            onClick={() => void signIn(provider)}
          >
            Sign in with {provider.name}
          </button>
        ))}
      </p>
      {fault && (
        <p class="note warn" role="alert">
          {fault}{' '}
          <button type="button" class="button small" onClick={close}>
            Close
          </button>
        </p>
      )}
      <p class="quiet">Then you look after what is yours: who sees you, where you are paid, what you send.</p>
    </div>
  );
}

/** Where one goes once one has signed in: what is one's own in the space, or back to what one runs. */
function placeAfter(): string {
  const place = placeOf(location.pathname);
  if (place.view === 'signin' || place.view === 'nowhere') return to.home();
  return 'space' in place && place.view !== 'run' ? to.me(place.space) : location.pathname + location.search;
}
