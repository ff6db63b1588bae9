// What those do who run a space.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { auth, opened } from './opened.mjs';

const run = '/spaces/orchard/run';
/** Sends a delivery as GitHub would. */
async function deliver(app, secret, delivery) {
  const body = JSON.stringify({ zen: 'Keep it simple', hook_id: 1 });
  const answer = await fetch(`${app}/api/spaces/grove/webhooks/github`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'ping',
      'X-GitHub-Delivery': delivery,
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  return answer.status;
}

export const runs = [
  {
    name: 'A configuration is tried, saved, taken back, and not written over somebody else’s',
    async act(world) {
      const page = await opened(world, `${run}/config`, 'Configuration');
      const config = `${world.app}/api/spaces/orchard/config`;
      const patch = body =>
        fetch(config, { method: 'PATCH', headers: { ...auth, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      await page.locator('summary', { hasText: /^Distribution/ }).click();
      await page.getByLabel('Budget per epoch').fill('250');
      await page.getByRole('button', { name: 'Who would gain, who lose?' }).click();
      await page.getByText(/\d people gain/).waitFor();
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${process.env.GRAIN_PICTURES}/run-config-what-if.png`, fullPage: true });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      assert.equal((await (await fetch(config, { headers: auth })).json()).distribution.budgetPerEpoch, '250');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('It is as it was before.').waitFor();

      await page.locator('summary', { hasText: /^Epochs/ }).click();
      await page.getByLabel('Length days').fill('0');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('$.epochs.lengthDays').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true', 'one is taken to the fault');
      await page.getByLabel('Length days').fill('7');

      assert.equal((await patch({ displayName: 'The orchard' })).status, 200);
      await page.getByLabel('Budget per epoch').fill('300');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Take theirs and keep mine' }).click();
      await page.getByText('Their changes are in.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      const now = await (await fetch(config, { headers: auth })).json();
      assert.deepEqual([now.displayName, now.distribution.budgetPerEpoch], ['The orchard', '300']);
      return page;
    },
  },
  {
    name: 'A webhook is connected, and its first delivery is seen',
    async act(world) {
      const page = await opened(world, '/spaces/grove/run/webhooks', 'Connect');
      await page.getByRole('button', { name: 'Make a secret' }).click();
      await page.getByText('The space has the secret.').waitFor();
      const secret = await page.locator('.guide code.line').first().textContent();
      assert.match(secret, /^[0-9a-f]{64}$/);
      await page.getByText('Waiting for').waitFor();
      assert.equal(await deliver(world.app, 'not-the-secret-of-the-orchard', 'wrong-1'), 401);
      await page.getByText('1 delivery was refused').waitFor();
      assert.equal(await deliver(world.app, secret, 'first-1'), 202);
      await page.getByText('It has arrived.').waitFor();
      assert.equal(await deliver(world.app, process.env.GRAIN_SECRET, 'old-1'), 202, 'the secret from before is good, too');
      await page.getByRole('table', { name: 'Deliveries, newest first' }).getByRole('link').first().click();
      await page.getByText('a ping only asks whether anybody listens').waitFor();
      return page;
    },
  },
  {
    name: 'Somebody who is held is released by keyboard',
    async act(world) {
      const page = await opened(world, `${run}/held`, 'Held');
      await page.getByRole('button', { name: 'Release newcomer' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Release newcomer?' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Release newcomer?' }).waitFor({ state: 'hidden' });
      const focused = () => page.evaluate(() => document.activeElement.textContent);
      assert.equal(await focused(), 'Release newcomer', 'who cancels is where they were');
      await page.keyboard.press('Enter');
      await page.locator('dialog[open]').getByRole('button', { name: 'Release' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('newcomer is released: 2 grants count now.').waitFor();
      assert.match(await focused(), /newcomer is released/, 'and hears what was done');
      return page;
    },
  },
  {
    name: 'Two who are one person are joined, and taken apart',
    async act(world) {
      const page = await opened(world, `${run}/people`, 'People');
      await page.getByRole('button', { name: /^Join .*github\/person-0/ }).click();
      await page.getByText('The next epoch counts them as one.').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('stands for itself again.').waitFor();
      await page.getByRole('button', { name: 'Turn down the claim of discourse/ben' }).click();
      await page.getByText('The claim is turned down.').waitFor();
      return page;
    },
  },
  {
    name: 'An epoch that is over is closed, and one sees how',
    async act(world) {
      const page = await opened(world, '/spaces/grove/run/epochs', 'Epochs');
      await page.getByRole('button', { name: 'Close it now' }).click();
      await page.getByText('Asked for the epoch of').waitFor();
      await page.getByText('Nothing is due: all that is over is closed.').waitFor();
      await page.getByText(/It paid \d/).waitFor();
      return page;
    },
  },
  {
    name: 'Grain is minted once, and a slip is told where it is',
    async act(world) {
      const page = await opened(world, '/spaces/grove/run/grain', 'Treasury');
      const card = page.getByRole('region', { name: 'Mint' });
      await card.getByLabel('For whom').fill('github/person-1');
      await card.getByLabel(/How much/).fill('a lot');
      await card.getByRole('button', { name: 'Mint', exact: true }).click();
      await page.getByRole('button', { name: 'Mint it' }).click();
      await card.locator('[aria-invalid="true"]').waitFor();
      await card.getByLabel(/How much/).fill('12.5');
      await card.getByRole('button', { name: 'Mint', exact: true }).click();
      await page.getByRole('button', { name: 'Mint it' }).click();
      await page.getByText('12.5 GRAIN were minted for github/person-1.').waitFor();
      return page;
    },
  },
  {
    name: 'A message that was put aside is dropped, and another put back',
    async act(world) {
      const page = await opened(world, '/run', 'Run the app');
      await page.getByRole('button', { name: 'of transfers' }).click();
      await page.getByRole('button', { name: 'Drop' }).first().click();
      await page.getByRole('button', { name: 'Drop it' }).click();
      await page.getByText('It is dropped.').waitFor();
      return page;
    },
  },
  {
    name: 'A space is made, and says what comes next',
    async act(world) {
      const page = await opened(world, '/run', 'Run the app');
      const card = page.getByRole('region', { name: 'Make a space' });
      await card.getByLabel('Name', { exact: true }).fill('Not A Name');
      await card.getByRole('button', { name: 'Make it' }).click();
      await card.locator('[aria-invalid="true"]').waitFor();
      await card.getByLabel('Name', { exact: true }).fill('sprout');
      await card.getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await page.getByText('Nothing has been counted yet').waitFor();
      assert.equal(new URL(page.url()).pathname, '/spaces/sprout/run');
      return page;
    },
  },
];
