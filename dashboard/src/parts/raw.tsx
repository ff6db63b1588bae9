import { useState } from 'preact/hooks';
import { currentKey } from '../api/key';
import { bearerFor, currentSession } from '../api/session';

/** What the API answers, as it is: in a tab of its own, or, where it takes a key, which a tab cannot bring, as a file. */
export function Raw({ address, name, children }: { address: string; name: string; children: string }) {
  const [isGone, setGone] = useState(false);
  const save = async () => {
    const bearer = await bearerFor(address);
    const answer = await fetch(address, bearer ? { headers: { Authorization: `Bearer ${bearer}` } } : {});
    if (!answer.ok) throw new Error(`Grain answered ${answer.status}.`);
    saveAs(await answer.blob(), name);
  };
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener"
      onClick={event => {
        if (!currentKey() && !currentSession()) return;
        event.preventDefault();
        save().then(
          () => setGone(false),
          () => setGone(true),
        );
      }}
    >
      {isGone ? 'It could not be read' : children}
    </a>
  );
}

/** Has the browser keep something as a file. */
export function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
