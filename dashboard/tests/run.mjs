// Looks at the dashboard in a browser: every view in both colours, on a phone and a desk, by keyboard, by axe, without a connection.
// GRAIN_APP is the app, GRAIN_KEY opens it, GRAIN_BROWSER is the browser, GRAIN_PICTURES a folder for pictures.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { behaviours } from './behaviours.mjs';
import { first, many } from './many.mjs';
import { views } from './views.mjs';

const app = process.env.GRAIN_APP.replace(/\/$/, '');
const pictures = process.env.GRAIN_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const faults = [];
let held = 0;

const browser = await chromium.launch({
  executablePath: process.env.GRAIN_BROWSER,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
mkdirSync(pictures, { recursive: true });

/** A tab in which nothing may go wrong unseen. */
async function tab({ theme = 'light', width = 1280, key = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', error => page.wrong.push(`it throws: ${error.message}`));
  page.on('dialog', dialog => {
    page.wrong.push(`a stranger's script runs: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', message => {
    // Browsers tell of each answer that refuses; policies that are broken are told of in the same way.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.wrong.push(message.text());
  });
  page.on('request', request => {
    if (!request.url().startsWith(app) && !request.url().startsWith('blob:')) page.wrong.push(`it asks another host: ${request.url()}`);
  });
  if (key) await page.addInitScript(value => sessionStorage.setItem('grain.key', value), process.env.GRAIN_KEY);
  return page;
}

/** Waits until nothing is loading, and what is loaded when it comes into view has come. */
async function settle(page) {
  await page.waitForFunction(() => !document.querySelector('.waiting'));
  const height = await page.evaluate(() => document.body.scrollHeight);
  for (let y = 0; y < height; y += 700) {
    await page.evaluate(to => scrollTo(0, to), y);
    await page.waitForFunction(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));
    await page.waitForFunction(() => !document.querySelector('.waiting'));
  }

  await page.evaluate(() => scrollTo(0, 0));
}

async function check(name, act) {
  try {
    await act();
    held++;
  } catch (fault) {
    faults.push(`${name}: ${fault.message}`);
  }
}

async function look(view, theme, width) {
  const page = await tab({ theme, width, key: view.key });
  await page.goto(app + view.path);
  await page.getByRole('heading').filter({ hasText: view.title }).first().waitFor({ timeout: 10_000 });
  await settle(page);
  await page.screenshot({ path: `${pictures}/${view.name}-${theme}-${width}.png`, fullPage: true });
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (tooWide > 0) page.wrong.push(`it is ${tooWide} pixels wider than the window`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }));
  for (const { id, impact, nodes } of violations)
    if (impact === 'serious' || impact === 'critical')
      page.wrong.push(
        `axe: ${id}: ${nodes
          .slice(0, 3)
          .map(node => node.html)
          .join(' ')}`,
      );
  const wrong = page.wrong.join('; ');
  await page.context().close();
  if (wrong) throw new Error(wrong);
}

// Both colours and both widths, each view in two of the four, so that all of it is looked at in little time.
const looks = views.flatMap((view, i) =>
  (i % 2 === 0
    ? [
        ['light', 1280],
        ['dark', 360],
      ]
    : [
        ['dark', 1280],
        ['light', 360],
      ]
  ).map(
    ([theme, width]) =>
      () =>
        check(`${view.name}, ${theme}, ${width} px`, () => look(view, theme, width)),
  ),
);
const todo = [
  ...looks,
  ...behaviours.map(
    ({ name, act }) =>
      () =>
        check(name, async () => {
          const page = await act({ tab, settle, app });
          const wrong = page.wrong.join('; ');
          await page.context().close();
          if (wrong) throw new Error(wrong);
        }),
  ),
];
await Promise.all(
  Array.from({ length: 3 }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) await next();
  }),
);

await check('10,000 people over 3 years', async () => {
  const page = await tab();
  await many(page);
  const milliseconds = await first(page, app);
  console.log(`The first view of 10,000 people over 3 years was there after ${milliseconds} ms.`);
  await page.screenshot({ path: `${pictures}/many-light-1280.png` });
  await page.context().close();
});

if (process.env.GRAIN_README_PICTURE) {
  const page = await tab();
  await page.goto(`${app}/spaces/meadow`);
  await settle(page);
  await page.screenshot({ path: process.env.GRAIN_README_PICTURE, clip: { x: 0, y: 0, width: 1280, height: 800 } });
}

await browser.close();
console.log(`${held} held, ${faults.length} did not.`);
for (const fault of faults) console.log(`- ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
