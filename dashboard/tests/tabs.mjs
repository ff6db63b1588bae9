// Tabs of a browser, and what is looked for in each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Has whatever goes wrong in a page be known. */
function watched(page, app) {
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
    const isKnown = [app, 'blob:', page.elsewhere ?? app].some(start => request.url().startsWith(start));
    if (!isKnown) page.wrong.push(`it asks another host: ${request.url()}`);
  });
  return page;
}

/** Makes tabs. Each is nobody else's, with what the browser keeps for a site. */
export function tabsOf(browser, app) {
  return async ({ theme = 'light', width = 1280, key = false } = {}) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
    const page = watched(await context.newPage(), app);
    if (key) await page.addInitScript(value => sessionStorage.setItem('grain.key', value), process.env.GRAIN_KEY);
    return page;
  };
}

/** Waits until nothing is loading, and what is loaded when it comes into view has come. */
export async function settle(page) {
  const isDone = () => page.waitForFunction(() => !document.querySelector('.waiting'));
  await isDone();
  for (let seen = 0; seen < (await page.evaluate(() => document.body.scrollHeight));) {
    seen = await page.evaluate(async () => {
      // Who waits for coming into view has been told when this one is.
      const told = () =>
        new Promise(done => {
          const observer = new IntersectionObserver(() => {
            observer.disconnect();
            done();
          });
          observer.observe(document.body);
        });
      const height = document.body.scrollHeight;
      for (let y = 0; y < height; y += 900) {
        scrollTo(0, y);
        await told();
      }

      scrollTo(0, 0);
      return height;
    });
    await isDone();
  }
}

/** What depends on colours and widths; all else is the same however wide a page is. */
const ofLooks = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/** What axe finds that keeps people out. */
async function faultsOfAxe(page, runOnly) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const serious = await page.evaluate(async runOnly => {
    const { violations } = await globalThis.axe.run({ runOnly, resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(node => node.html.slice(0, 300)) }));
  }, runOnly);
  return serious.map(({ id, nodes }) => `axe: ${id}: ${nodes.join(' ')}`);
}

/** Looks at a page as it is now, or at one that was seen otherwise before: leaves a picture, and keeps what is wrong with it. */
export async function see(page, file, isSeen = false) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: file, fullPage: true });
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (tooWide > 0) page.wrong.push(`it is ${tooWide} pixels wider than the window`);
  page.wrong.push(...(await faultsOfAxe(page, isSeen ? ofLooks : ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])));
}
