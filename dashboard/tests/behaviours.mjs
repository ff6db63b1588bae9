// What people do with the dashboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const space = '/spaces/meadow';
const epoch = `${space}/epochs/${process.env.GRAIN_EPOCH}`;

export const behaviours = [
  {
    name: 'By keyboard from the top of a space to a person and back',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(app + space);
      await settle(page);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Go to the content');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
      for (let i = 0; i < 30 && !(await page.evaluate(() => document.activeElement.matches('a.person'))); i++)
        await page.keyboard.press('Tab');
      const name = await page.evaluate(() => document.activeElement.textContent);
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(outline, 'none', 'one sees where one is');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main', 'who hears the page is told that it is another');
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Meadow' }).waitFor();
      return page;
    },
  },
  {
    name: 'The board sorts, filters and finds',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(app + space);
      await settle(page);
      await page.getByRole('button', { name: 'Points' }).click();
      await page.getByLabel('Category').selectOption('code');
      await settle(page);
      assert.match(page.url(), /by=points&category=code$/);
      await page.getByRole('button', { name: 'Grain', exact: true }).click();
      await settle(page);
      await page.getByPlaceholder('Search, or an id').fill('chiyo');
      await settle(page);
      assert.equal(await page.locator('table.board tbody tr').count(), 1);
      await page.getByPlaceholder('Search, or an id').press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Chiyo Tanaka' }).waitFor();
      return page;
    },
  },
  {
    name: 'Why a score is what it is adds up, in words and in the picture',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(`${app}${space}/people/github/person-0`);
      await settle(page);
      for (const table of await page.locator('table.sum').all()) {
        const parts = await table.locator('tbody td.number:nth-child(2)').allTextContents();
        const whole = await table.locator('tfoot td.number').textContent();
        const sum = parts.reduce((total, part) => total + Number(part), 0);
        assert.ok(parts.length > 0 && Math.abs(sum - Number(whole)) < 1e-9, `${parts.join(' + ')} is not ${whole}`);
      }

      const told = await page.locator('svg.flow text').last().textContent();
      assert.ok((await page.locator('svg.flow path.stream').count()) > 2, 'there is a picture');
      assert.ok(told.length > 0);
      await page.getByRole('button', { name: 'Newest first' }).click();
      await page
        .getByRole('region', { name: 'Contributions' })
        .getByRole('button', { name: /^Check this: / })
        .last()
        .click();
      await page.getByText(/^Proven: the grant /).waitFor();
      return page;
    },
  },
  {
    name: 'A statement is verified here, and a changed one is found',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(app + epoch);
      await settle(page);
      await page.getByRole('button', { name: 'Verify in this browser' }).click();
      await page.getByText(/All \d+ checks hold/).waitFor();
      await page.getByText('The checkpoint of the epoch is signed by the space (Ed25519)').waitFor();
      await page.getByText(/was changed or taken out/).waitFor();
      await page.getByLabel('Their id').fill('github/person-0');
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText(/Proven: the epoch .* paid \d+ base units/).waitFor();
      await page.route('**/statement', async route => {
        const answer = await route.fetch();
        await route.fulfill({
          response: answer,
          body: (await answer.text()).replace(/"paid":"(\d)/, (_, digit) => `"paid":"${(Number(digit) + 1) % 10}`),
        });
      });
      await page.getByRole('button', { name: 'Verify in this browser' }).click();
      await page.getByText(/[1-9] of \d+ checks fail/).waitFor();
      return page;
    },
  },
  {
    name: 'Receipts are saved for spreadsheets',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(app + epoch);
      await settle(page);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
      const lines = readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\r\n');
      assert.equal(lines[0], '"account","amount","units","parts"');
      assert.equal(lines.length - 1, await page.getByRole('table', { name: 'Who was paid by this epoch' }).locator('tbody tr').count());
      return page;
    },
  },
  {
    name: 'A key opens what is private, leaves the address, and is forgotten',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(`${app}/spaces/seedling`);
      await page.getByRole('button', { name: 'Sign in or enter a key' }).click();
      await page.getByRole('textbox', { name: 'Key' }).fill(process.env.GRAIN_KEY);
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByRole('heading', { level: 1, name: 'Seedling' }).waitFor();
      await settle(page);
      await page.getByText('./grain import git PATH --space seedling').waitFor();
      await page.getByRole('button', { name: 'Key in use' }).click();
      await page.getByRole('button', { name: 'Forget the key' }).click();
      await page.getByText('This is not open to everybody').waitFor();
      await page.goto('about:blank');
      await page.goto(`${app}/spaces/seedling#key=${process.env.GRAIN_KEY}`);
      await page.getByRole('heading', { level: 1, name: 'Seedling' }).waitFor();
      assert.ok(!page.url().includes('grain_'), 'nobody shares the key with the address');
      page.wrong = page.wrong.filter(each => !each.includes('about:blank'));
      return page;
    },
  },
  {
    name: 'Without a connection it says so, and goes on when there is one',
    async act({ tab, settle, app }) {
      const page = await tab();
      await page.goto(app + space);
      await settle(page);
      await page.context().setOffline(true);
      await page.getByText('You are offline. What you see may be old.').waitFor();
      await page.getByRole('button', { name: 'Grain', exact: true }).click();
      await page.getByRole('heading', { name: 'No connection' }).waitFor();
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.locator('table.board').waitFor();
      return page;
    },
  },
  {
    name: 'An answer that fails is told with its reason, and nothing else goes with it',
    async act({ tab, settle, app }) {
      const page = await tab();
      let isBroken = true;
      const problem = { status: 503, json: { title: 'Not now.', detail: 'The storage did not answer as it should.', status: 503 } };
      await page.route('**/leaderboard?*', route => (isBroken ? route.fulfill(problem) : route.continue()));
      await page.goto(app + space);
      await page.getByRole('alert').getByText('The storage did not answer as it should.').waitFor();
      await page.getByText(/This epoch end/).waitFor();
      isBroken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.locator('table.board').waitFor();
      await settle(page);
      return page;
    },
  },
  {
    name: 'Colours are chosen, and stay',
    async act({ tab, settle, app }) {
      const page = await tab({ theme: 'light' });
      await page.goto(app + space);
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      await page.getByRole('button', { name: /^Colours/ }).click();
      await page.getByRole('button', { name: /^Colours: light/ }).click();
      await page.getByRole('button', { name: /^Colours: dark/ }).waitFor();
      const dark = await paper();
      assert.notEqual(dark, light);
      await page.reload();
      assert.equal(await paper(), dark);
      await settle(page);
      return page;
    },
  },
];
