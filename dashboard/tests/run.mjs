// Looks at the dashboard in a browser: every view in both colours, on a phone and a desk, by keyboard, by axe, without a connection.
// GRAIN_APP is the app, GRAIN_KEY opens it, GRAIN_BROWSER is the browser, GRAIN_PICTURES a folder for pictures.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { behaviours } from './behaviours.mjs';
import { arrowsGoOneWay, patchesMakeWhatIsWanted, sumsAreExact } from './laws.mjs';
import { first, many } from './many.mjs';
import { presses } from './presses.mjs';
import { takeReadmePicture } from './readme.mjs';
import { runs } from './runs.mjs';
import { signIns } from './signins.mjs';
import { see, settle, tabsOf } from './tabs.mjs';
import { views } from './views.mjs';

const app = process.env.GRAIN_APP.replace(/\/$/, '');
const pictures = process.env.GRAIN_PICTURES;
const faults = [];
const begun = performance.now();
const secondsSince = time => ((performance.now() - time) / 1000).toFixed(1);
let held = 0;

const browser = await chromium.launch({
  executablePath: process.env.GRAIN_BROWSER,
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
mkdirSync(pictures, { recursive: true });
const tab = tabsOf(browser, app);
const pictureOf = (name, theme, width) => `${pictures}/${name}-${theme}-${width}.png`;

/** Tabs that nobody uses just now: those who only look share them, and what the browser has read already. */
const idle = { true: [], false: [] };

async function check(name, act) {
  const from = performance.now();
  try {
    await act();
    held++;
  } catch (fault) {
    faults.push(`${name}: ${fault.message}`);
  }

  if (process.env.GRAIN_TIMES) console.log(`${secondsSince(from)} s: ${name}`);
}

/** Looks at a view as it comes, and once more in other colours and another width. */
async function look(view, looks) {
  const page = idle[Boolean(view.key)].pop() ?? (await tab({ key: view.key }));
  page.wrong.length = 0;
  if (view.before) await view.before(page);
  for (const [i, [theme, width]] of looks.entries()) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    if (i === 0) {
      await page.goto(app + view.path);
      await page.getByRole('heading').filter({ hasText: view.title }).first().waitFor({ timeout: 10_000 });
      if (view.then) await view.then(page);
    }

    await settle(page);
    const before = page.wrong.length;
    await see(page, pictureOf(view.name, theme, width), i > 0);
    page.wrong.push(...page.wrong.splice(before).map(wrong => `${theme}, ${width} px: ${wrong}`));
  }

  if (view.before) await page.unrouteAll({ behavior: 'ignoreErrors' });
  if (page.wrong.length > 0) throw new Error(page.wrong.join('; '));
  idle[Boolean(view.key)].push(page);
}

const combinations = [
  ['light', 1280],
  ['dark', 360],
  ['dark', 1280],
  ['light', 360],
];
// Both colours and both widths: each view in two of the four, and those that are like others in one. Half of them come on a phone and go
// to a desk, and half the other way, so that all of it is looked at in little time.
const pairs = [
  [0, 1],
  [3, 2],
  [1, 0],
  [2, 3],
];
const looksOf = (view, i) => (view.isLike ? [i % 4] : pairs[i % 4]).map(each => combinations[each]);
const seen = (page, name) => see(page, pictureOf(name, 'light', 1280));

// What takes longest comes first, so that nothing is left alone at the end.
const todo = [
  ...[...signIns, ...presses, ...runs, ...behaviours].map(
    ({ name, act }) =>
      () =>
        check(name, async () => {
          const tabs = [];
          const own = async wanted => (tabs[tabs.length] = await tab(wanted));
          try {
            const page = await act({ tab: own, settle, seen, app });
            if (page.wrong.length > 0) throw new Error(page.wrong.join('; '));
          } catch (fault) {
            await tabs.at(-1)?.screenshot({ path: `${pictures}/failed-${name.replace(/\W+/g, '-')}.png`, fullPage: true });
            throw fault;
          } finally {
            for (const each of tabs) await each.context().close();
          }
        }),
  ),
  ...views.map((view, i) => () => check(view.name, () => look(view, looksOf(view, i)))),
];
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) await next();
  }),
);

await check('Arrows between modules go one way', arrowsGoOneWay);
await check('Patches make what is wanted', patchesMakeWhatIsWanted);
await check('Sums of grain are exact', sumsAreExact);
await check('10,000 people over 3 years', async () => {
  const page = await tab();
  await many(page);
  const milliseconds = await first(page, app);
  console.log(`The first view of 10,000 people over 3 years was there after ${milliseconds} ms.`);
  await see(page, pictureOf('many', 'light', 1280));
  if (page.wrong.length > 0) throw new Error(page.wrong.join('; '));
});

if (process.env.GRAIN_README_PICTURE) await takeReadmePicture({ browser, settle, app }, process.env.GRAIN_README_PICTURE);
await browser.close();
console.log(`It took ${secondsSince(begun)} s.`);
console.log(`${held} held, ${faults.length} did not.`);
for (const fault of faults) console.log(`- ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
