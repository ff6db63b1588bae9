// Looks at the dashboard in a browser: every view in both colours, on a phone and a desk, by keyboard, by axe, without a connection.
// GRAIN_APP is the app, GRAIN_KEY opens it, GRAIN_BROWSER is the browser, GRAIN_PICTURES a folder for pictures.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { behaviours } from './behaviours.mjs';
import { patchesMakeWhatIsWanted } from './laws.mjs';
import { first, many } from './many.mjs';
import { runs } from './runs.mjs';
import { views } from './views.mjs';

const app = process.env.GRAIN_APP.replace(/\/$/, '');
const pictures = process.env.GRAIN_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const faults = [];
const begun = performance.now();
let held = 0;

const browser = await chromium.launch({
  executablePath: process.env.GRAIN_BROWSER,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
mkdirSync(pictures, { recursive: true });

/** Has whatever goes wrong in a page be known. */
function watched(page) {
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
  return page;
}

/** A tab of its own. */
async function tab({ theme = 'light', width = 1280, key = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = watched(await context.newPage());
  if (key) await page.addInitScript(value => sessionStorage.setItem('grain.key', value), process.env.GRAIN_KEY);
  return page;
}

/** Tabs that nobody uses just now: those who only look share them, and what the browser has read already. */
const idle = new Map();

async function borrow(theme, width, key) {
  const name = `${theme} ${width} ${key}`;
  const page = idle.get(name)?.pop() ?? (await tab({ theme, width, key }));
  page.wrong.length = 0;
  return { page, done: () => idle.set(name, [...(idle.get(name) ?? []), page]) };
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
  const { page, done } = await borrow(theme, width, Boolean(view.key));
  if (view.before) await view.before(page);
  await page.goto(app + view.path);
  await page.getByRole('heading').filter({ hasText: view.title }).first().waitFor({ timeout: 10_000 });
  if (view.then) await view.then(page);
  await settle(page);
  await page.screenshot({ path: `${pictures}/${view.name}-${theme}-${width}.png`, fullPage: true });
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (tooWide > 0) page.wrong.push(`it is ${tooWide} pixels wider than the window`);
  if (!view.isLike) page.wrong.push(...(await faultsOfAxe(page)));
  const wrong = page.wrong.join('; ');
  if (view.before) await page.unrouteAll({ behavior: 'ignoreErrors' });
  if (wrong) throw new Error(wrong);
  done();
}

async function faultsOfAxe(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `axe: ${id}: ${nodes
          .slice(0, 3)
          .map(node => node.html.slice(0, 300))
          .join(' ')}`,
    );
}

const combinations = [
  ['light', 1280],
  ['dark', 360],
  ['dark', 1280],
  ['light', 360],
];
// Both colours and both widths, each view in two of the four, and those that are like others in one, so that all of it is looked at in
// little time.
const looks = views.flatMap((view, i) =>
  (view.isLike ? [combinations[i % 4]] : i % 2 === 0 ? combinations.slice(0, 2) : combinations.slice(2)).map(
    ([theme, width]) =>
      () =>
        check(`${view.name}, ${theme}, ${width} px`, () => look(view, theme, width)),
  ),
);
// What takes longest comes first, so that nothing is left alone at the end.
const todo = [
  ...[...runs, ...behaviours].map(
    ({ name, act }) =>
      () =>
        check(name, async () => {
          const page = await act({ tab, settle, app });
          const wrong = page.wrong.join('; ');
          await page.context().close();
          if (wrong) throw new Error(wrong);
        }),
  ),
  ...looks,
];
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) await next();
  }),
);

await check('Patches make what is wanted', patchesMakeWhatIsWanted);
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
console.log(`It took ${Math.round((performance.now() - begun) / 1000)} s.`);
console.log(`${held} held, ${faults.length} did not.`);
for (const fault of faults) console.log(`- ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
