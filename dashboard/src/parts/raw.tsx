import { useState } from 'preact/hooks';
import { currentKey } from '../api/key';

/** What the API answers, as it is: in a tab of its own, or, where it takes a key, which a tab cannot bring, as a file. */
export function Raw({ address, name, children }: { address: string; name: string; children: string }) {
  const [isGone, setGone] = useState(false);
  const save = async (key: string) => {
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`Grain answered ${answer.status}.`);
    saveAs(await answer.blob(), name);
  };
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener"
      onClick={event => {
        const key = currentKey();
        if (!key) return;
        event.preventDefault();
        save(key).then(
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
