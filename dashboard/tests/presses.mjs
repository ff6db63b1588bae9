// What those press who run a space, and what cannot be pressed twice.
import assert from 'node:assert/strict';
import { auth, opened } from './opened.mjs';

export const presses = [
  {
    name: 'A run that hangs is stopped, begun anew, and watched to its end',
    async act(world) {
      const page = await opened(world, '/spaces/hedge/run/epochs', 'Epochs');
      await page.getByText('It is at Ranked.').waitFor();
      assert.ok(await page.getByRole('button', { name: 'It is running' }).isDisabled());
      await page.getByRole('button', { name: 'Stop the run' }).click();
      await page.getByRole('button', { name: 'Stop it' }).click();
      await page.getByText('The run is stopped.').waitFor();
      await page.getByText('cancelled on request').waitFor();
      await page.getByRole('button', { name: 'Close it now' }).click();
      await page.getByText(/It paid \d/).waitFor();
      await page.getByText('Nothing is due: all that is over is closed.').waitFor();
      assert.equal(await page.getByText('cancelled on request').count(), 0);
      return page;
    },
  },
  {
    name: 'An appeal is accepted with a reason, and who was held is not any more',
    async act(world) {
      const page = await opened(world, '/spaces/orchard/run/held', 'Held');
      await page.getByRole('button', { name: 'Release another' }).waitFor();
      await page.getByText('It was me, and it was work.').waitFor();
      await page.getByRole('button', { name: 'Accept the appeal of github/another' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await dialog.getByLabel('Reason, which they see').fill('You are right.');
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await page.getByText('Accepted. What was held counts.').waitFor();
      await page.getByText('No appeal waits').waitFor();
      await page.getByRole('button', { name: 'Release another' }).waitFor({ state: 'hidden' });
      await page.getByLabel('decided ones, too').check();
      await page.getByText('You are right.').waitFor();
      return page;
    },
  },
  {
    name: 'What people see is flipped, and flipped back',
    async act(world) {
      const page = await opened(world, '/spaces/hedge/run/drift', 'Drift');
      const shown = async () => (await (await fetch(`${world.app}/api/spaces/hedge/config`, { headers: auth })).json()).leaderboard;
      await page.getByText('Leaderboards show the ledger.').waitFor();
      await page.getByRole('button', { name: 'Show the recomputed totals' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      assert.equal(await shown(), 'ledger', 'who cancels changes nothing');
      await page.getByRole('button', { name: 'Show the recomputed totals' }).click();
      await page.getByRole('button', { name: 'Flip it' }).click();
      await page.getByText('People see the recomputed totals now.').waitFor();
      await page.getByText('Leaderboards show the recomputed totals.').waitFor();
      assert.equal(await shown(), 'recompute');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Leaderboards show the ledger.').waitFor();
      assert.equal(await shown(), 'ledger');
      return page;
    },
  },
  {
    name: 'Grain is distributed to several people, to all of them or to nobody',
    async act(world) {
      const page = await opened(world, '/spaces/hedge/run/grain', 'Treasury');
      const card = page.getByRole('region', { name: 'Distribute' });
      const distribute = async (text, what) => {
        await card.getByLabel('Who gets how much').fill(text);
        await card.getByRole('button', { name: 'Distribute' }).click();
        await page.getByRole('heading', { name: `Distribute ${what}?` }).waitFor();
        await page.getByRole('button', { name: 'Distribute it' }).click();
      };
      await distribute('github/ada 2.5\ngithub/ben much', 'Some GRAIN');
      await card.getByText(/^github\/ben: /).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA', 'one is taken to the fault');
      await distribute('github/ada\t2.5\n\ngithub/ben, 0.05', '2.55 GRAIN');
      await card.getByText('2.55 GRAIN were distributed to 2 receivers.').waitFor();
      assert.equal(await card.getByRole('list', { name: 'Receipts' }).getByRole('link').count(), 2);
      const account = await fetch(`${world.app}/api/spaces/hedge/grain/accounts?id=github/ben`, { headers: auth });
      assert.ok((await account.json()).entries.some(({ entry }) => entry.amountGrain === '0.05'));

      const holds = page.getByRole('region', { name: 'Holds' });
      await holds.getByLabel('Whose holds').fill('github/ada');
      await holds.getByRole('button', { name: 'Show' }).click();
      await holds.getByText('Hold some').click();
      await holds.getByLabel('How much').fill('0.5');
      await holds.getByRole('button', { name: 'Hold it' }).click();
      await holds.getByText('0.5 GRAIN are held.').waitFor();
      await holds.getByRole('button', { name: /^Void/ }).click();
      await page.locator('dialog[open]').getByRole('button', { name: 'Void' }).click();
      await holds.getByText('It is void.').waitFor();
      return page;
    },
  },
  {
    name: 'Who has signed in is linked to somebody, and taken apart',
    async act(world) {
      const page = await opened(world, '/spaces/hedge/run/people', 'People');
      const card = page.getByRole('region', { name: 'Who signs in' });
      await card.getByText('Link somebody who has signed in').click();
      const link = async subject => {
        await card.getByLabel('Who they are here').fill('github/ben');
        await card.getByLabel('Issuer').fill(process.env.GRAIN_ISSUER);
        await card.getByLabel('Subject').fill(subject);
        await card.getByRole('button', { name: 'Link them' }).click();
        await page.getByRole('heading', { name: 'Link them to github/ben?' }).waitFor();
        await page.getByRole('button', { name: 'Link', exact: true }).click();
      };
      await link('x'.repeat(501));
      await card.locator('[aria-invalid="true"]').waitFor();
      await link('ben-of-the-guild');
      await card.getByText('They are github/ben when they sign in.').waitFor();
      await card.getByRole('button', { name: 'Undo' }).click();
      await card.getByText('They are not linked any more.').waitFor();
      return page;
    },
  },
];
