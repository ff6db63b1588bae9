import { useEffect, useRef, useState } from 'preact/hooks';
import { currentKey, takeKey, whenKeyChanges } from '../api/key';
import { currentSession } from '../api/session';
import { dialogId } from './askwho';
import { Lazy } from './lazy';

const loadPanel = () => import('./signin').then(module => module.SignIn);

/** Where one signs in or out, and where a key is entered or put away. */
export function KeyDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [isShown, setShown] = useState(false);
  const [, setTurn] = useState(0);
  useEffect(() => {
    const show = () => setShown(true);
    const shown = dialog.current!;
    shown.addEventListener('shown', show);
    const stop = whenKeyChanges(() => setTurn(one => one + 1));
    return () => {
      shown.removeEventListener('shown', show);
      stop();
    };
  }, []);
  const has = currentKey() !== null;
  const done = (key: string | null) => {
    takeKey(key);
    setText('');
    dialog.current?.close();
  };
  return (
    <dialog id={dialogId} ref={dialog} aria-labelledby="key-title" onClose={() => setShown(false)}>
      <h2 id="key-title">{currentSession() ? 'You are signed in' : 'Who are you?'}</h2>
      {isShown && <Lazy load={loadPanel} props={{ close: () => dialog.current?.close() }} />}
      <form
        onSubmit={event => {
          event.preventDefault();
          if (text.trim()) done(text.trim());
        }}
      >
        <p>
          A private space shows itself to who has a key of it. Ask those who run it, or make one:
          <code class="line">./grain keys create --role reader --space SPACE</code>
        </p>
        <label>
          Key
          <input
            type="password"
            autoComplete="off"
            spellcheck={false}
            placeholder="grain_…"
            value={text}
            onInput={event => setText(event.currentTarget.value)}
          />
        </label>
        <p class="quiet">It stays in this tab, and is gone when you close it.</p>
        <p class="row end">
          {has && (
            <button type="button" class="button" onClick={() => done(null)}>
              Forget the key
            </button>
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button strong" disabled={!text.trim()}>
            Use it
          </button>
        </p>
      </form>
    </dialog>
  );
}
