import { api, Fault, told } from '../api/client';
import type { components } from '../api/generated';

type Identity = components['schemas']['IdentityAnswer'];

/** How many names are tried for somebody who has none in the register. */
const namesMax = 5;

/**
 * Lets one account mean another: an identity is merged, anything else becomes an alias. Who stays is registered, where they are not, by
 * the name that they are shown by.
 * @returns What takes them apart again.
 */
export async function joinAccounts(space: string, into: string, target: string, name?: string): Promise<() => Promise<void>> {
  const [stays, goes] = await Promise.all([find(space, into), find(space, target)]);
  if (!stays.registered) await register(space, stays.id, name ?? '');
  const of = (id: string) => ({ params: { path: { space }, query: { id } } });
  if (goes.registered) {
    await told(api.POST('/spaces/{space}/identities/merge', { ...of(stays.id), body: { target: goes.id } }));
    return async () => void (await told(api.POST('/spaces/{space}/identities/unmerge', { ...of(goes.id), body: {} })));
  }

  await told(api.POST('/spaces/{space}/identities/aliases', { ...of(stays.id), body: { alias: target } }));
  return async () => void (await told(api.POST('/spaces/{space}/identities/aliases/remove', { ...of(stays.id), body: { alias: target } })));
}

/** Gives everybody an identity who has none: what is handed out beside epochs goes to these. */
export async function registerAll(space: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const known = await find(space, id);
    if (!known.registered) await register(space, known.id, known.name ?? '');
  }
}

const find = (space: string, id: string): Promise<Identity> =>
  told(api.GET('/spaces/{space}/identities', { params: { path: { space }, query: { id } } })) as Promise<Identity>;

/** Registers somebody under the name that they are shown by, as far as the register takes it. */
async function register(space: string, id: string, name: string): Promise<void> {
  const base = plainName(name) || plainName(id.slice(id.lastIndexOf('/') + 1)) || 'somebody';
  for (let i = 1; ; i++) {
    try {
      const body = { name: i === 1 ? base : `${base}-${i}` };
      await told(api.PUT('/spaces/{space}/identities', { params: { path: { space }, query: { id } }, body }));
      return;
    } catch (fault) {
      // Somebody else may have the name.
      if (!(fault instanceof Fault && fault.status === 409) || i === namesMax) throw fault;
    }
  }
}

/** Letters, digits and dashes: what names in the register consist of. */
const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 39);
