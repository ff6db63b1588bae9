// What people do who sign in: at a provider of their own, as themselves.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { auth } from './opened.mjs';

const issuer = process.env.GRAIN_ISSUER;
const space = 'hedge';

/** Opens an issue as somebody, as GitHub would tell of it. */
async function openIssue(app, login, title) {
  const who = { login, id: 7, type: 'User' };
  const address = `https://github.com/${space}/trim`;
  const at = new Date().toISOString();
  const body = JSON.stringify({
    action: 'opened',
    issue: { id: 70, number: 70, title, html_url: `${address}/issues/70`, created_at: at, user: who },
    repository: {
      id: 3,
      name: 'trim',
      full_name: `${space}/trim`,
      owner: { login: space, id: 2, type: 'Organization' },
      html_url: address,
      default_branch: 'main',
      created_at: at,
    },
    sender: who,
  });
  const answer = await fetch(`${app}/api/spaces/${space}/webhooks/github`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'issues',
      'X-GitHub-Delivery': 'claim-1',
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', process.env.GRAIN_SECRET).update(body).digest('hex')}`,
    },
    body,
  });
  assert.equal(answer.status, 202);
}

/** Waits until the work of somebody is held, which happens behind the answer. */
async function untilHeld(app, contributor) {
  for (const until = Date.now() + 30_000; ; assert.ok(Date.now() < until, 'it is held at last')) {
    const answer = await fetch(`${app}/api/spaces/${space}/quarantine`, { headers: auth });
    if ((await answer.json()).people.some(person => person.contributor === contributor)) return;
  }
}

export const signIns = [
  {
    name: 'Somebody signs in, proves who they are, appeals, sends grain, and signs out',
    async act({ tab, settle, seen, app }) {
      const page = await tab();
      page.elsewhere = issuer;
      const asked = [];
      page.on('request', request => asked.push(request));
      await page.goto(`${app}/spaces/${space}/me`);
      await page.getByText('What is yours is shown when you have signed in').waitFor();
      await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign in with the guild' }).waitFor();
      await seen(page, 'sign-in');
      await page.getByRole('button', { name: 'Sign in with the guild' }).click();
      await page.getByLabel('Name').waitFor();
      await page.goto(`${app}/signin#code=somebody-elses&state=made-up`);
      await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
      assert.ok(!asked.some(request => request.url() === `${issuer}/token`), 'an answer that was not asked for is not looked into');

      await page.goto(`${app}/spaces/${space}/me`);
      await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign in with the guild' }).click();
      await page.getByLabel('Name').fill('sprig');
      await page.getByRole('button', { name: 'Continue' }).click();

      await page.getByText('You are none of the people of').waitFor();
      assert.equal(page.url(), `${app}/spaces/${space}/me`, 'nothing of the answer is left in the address');
      assert.equal(await page.evaluate(() => sessionStorage.getItem('grain.signin')), null, 'an answer is good once');
      await page.getByLabel('An account of yours').fill('github/a b');
      await page.getByRole('button', { name: 'That is me' }).click();
      await page.locator('[aria-invalid="true"]').waitFor();
      await page.getByLabel('An account of yours').fill('github/sprig');
      await page.getByRole('button', { name: 'That is me' }).click();
      const text = await page.locator('.claim code').textContent();
      assert.match(text, /^grain-claim-[0-9a-f]{16}$/);
      await seen(page, 'me-first-steps');
      await openIssue(app, 'sprig', `It is me: ${text}`);
      await page.getByRole('heading', { name: 'Send grain' }).waitFor();

      await untilHeld(app, 'github/sprig');
      await page.reload();
      await page.getByText(/^1 grant of github\/sprig, .* held until somebody has looked/).waitFor();
      await page.getByLabel('Why that is wrong').fill('I have signed in, and it was work.');
      await page.getByRole('button', { name: 'Appeal' }).click();
      await page.getByText('It is filed.').waitFor();
      await page.getByText(/^Filed .*, and waits$/).waitFor();
      await page.getByLabel('Name').fill('not a name');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('a name consists of letters, digits and dashes').waitFor();
      await page.getByLabel('Name').fill('sprig');
      await page.getByLabel('Who sees you').selectOption('pseudonymous');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      await page.getByText(/^Others see you as/).waitFor();

      const mint = { id: 'for-sprig', to: 'github/sprig', amount: '4' };
      const headers = { ...auth, 'Content-Type': 'application/json' };
      const minted = await fetch(`${app}/api/spaces/${space}/grain/mints`, { method: 'POST', headers, body: JSON.stringify(mint) });
      assert.equal(minted.status, 200);
      const card = page.getByRole('region', { name: 'Send grain' });
      await card.getByLabel('To whom').fill('github/ada');
      await card.getByLabel(/How much/).fill('2.5');
      await card.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('button', { name: 'Send it' }).click();
      await card.getByText('2.5 GRAIN were sent to github/ada.').waitFor();
      const held = page.getByRole('region', { name: 'Held grain' });
      await held.getByText('Hold some').click();
      const hold = async () => {
        await held.getByLabel('How much').fill('0.5');
        await held.getByLabel('For whom').fill('github/ada');
        await held.getByRole('button', { name: 'Hold it' }).click();
        await held.getByText('0.5 GRAIN are held.').waitFor();
      };
      await hold();
      await held.getByRole('button', { name: /^Let go/ }).click();
      await held.getByText('It is yours to use again.').waitFor();
      await hold();
      await held.getByRole('button', { name: /^Send/ }).click();
      await page.getByRole('button', { name: 'Send it' }).click();
      await held.getByText('What was held is sent.').waitFor();
      await settle(page);
      await seen(page, 'me');

      await page.getByRole('button', { name: 'Signed in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out here.').waitFor();
      assert.equal(await page.evaluate(() => sessionStorage.getItem('grain.session')), null);
      await page.getByRole('link', { name: 'Sign out there, too' }).click();
      await page.getByRole('heading', { name: 'Who contributes what' }).waitFor();

      const grants = asked
        .filter(request => request.url() === `${issuer}/token`)
        .map(request => new URLSearchParams(request.postData()).get('grant_type'));
      assert.deepEqual(grants, ['authorization_code', 'refresh_token'], 'what ends is renewed once, by whoever needs it first');
      assert.ok(asked.some(request => request.url() === `${issuer}/revoke`));
      assert.ok(!asked.some(request => /eyJ|code=/.test(request.url())), 'no token and no code is in an address that a server sees');
      return page;
    },
  },
];
