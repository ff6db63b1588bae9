import { useRef, useState } from 'preact/hooks';
import { currentKey, takeKey } from '../api/key';

const id = 'key-dialog';

/** Asks the reader for a key. */
export function openKeyDialog(): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Where a key is entered, or put away. */
export function KeyDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const has = currentKey() !== null;
  const done = (key: string | null) => {
    takeKey(key);
    setText('');
    dialog.current?.close();
  };
  return (
    <dialog id={id} ref={dialog} aria-labelledby="key-title">
      <form
        onSubmit={event => {
          event.preventDefault();
          if (text.trim()) done(text.trim());
        }}
      >
        <h2 id="key-title">Enter a key</h2>
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
