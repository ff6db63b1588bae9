import { useEffect, useState } from 'preact/hooks';
import { Card, Copy } from '../parts/pieces';
import { to } from '../router';
import { theme } from '../parts/theme';
import { bearerFor } from '../api/session';

/** A link and a badge to show elsewhere. */
export function Share({ space, id }: { space: string; id: string }) {
  const page = location.origin + to.person(space, id);
  const badge = `/api/spaces/${encodeURIComponent(space)}/badge.svg?id=${encodeURIComponent(id)}`;
  return (
    <Card title="Share">
      <Badge address={badge} />
      <p class="quiet">For a profile or a README:</p>
      <Copy text={`[![Grain](${location.origin}${badge})](${page})`} />
      <p class="quiet">This page:</p>
      <Copy text={page} />
    </Card>
  );
}

/** The badge as others see it; in a private space it needs the key, which an image cannot bring. */
function Badge({ address }: { address: string }) {
  const [picture, setPicture] = useState<string | undefined>();
  const chosen = theme();
  useEffect(() => {
    let made: string | undefined;
    let isOver = false;
    bearerFor(address)
      .then(bearer =>
        fetch(`${address}${chosen === 'auto' ? '' : `&theme=${chosen}`}`, bearer ? { headers: { Authorization: `Bearer ${bearer}` } } : {}),
      )
      .then(async answer => {
        if (!answer.ok || isOver) return;
        made = URL.createObjectURL(await answer.blob());
        setPicture(made);
      })
      .catch(() => undefined); // the badge is a picture of what is told above
    return () => {
      isOver = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [address, chosen]);
  return picture ? (
    <p>
      <img class="badge" src={picture} alt="The badge: cred and grain as told above" />
    </p>
  ) : null;
}
