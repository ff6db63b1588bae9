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

/** In the place of the browser's own: all is in view, so that nobody needs to scroll through a page, which takes a picture of each step. */
class AllInView {
  constructor(told) {
    this.told = told;
  }

  observe(target) {
    queueMicrotask(() => this.told?.([{ target, isIntersecting: true }], this));
  }

  disconnect() {
    this.told = undefined;
  }
}

/**
 * Makes tabs. What the browser keeps for a site they have together, unless they are `isAlone`: a browser that keeps nothing yet takes longer
 * to begin than most looks take. Who waits for the view waits in those that are `isSeenInParts`.
 */
export function tabsOf(browser, app) {
  const keeper = () => browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce' });
  const together = keeper();
  return async ({ key = false, isAlone = false, isSeenInParts = false } = {}) => {
    const context = await (isAlone ? keeper() : together);
    const page = watched(await context.newPage(), app);
    page.leave = () => (isAlone ? context : page).close();
    if (!isSeenInParts) await page.addInitScript(`globalThis.IntersectionObserver = ${AllInView}`);
    if (key) await page.addInitScript(value => sessionStorage.setItem('grain.key', value), process.env.GRAIN_KEY);
    return page;
  };
}

/** Waits until nothing is loading, and goes on not to for some frames: what has come may ask for more. */
export const settle = page =>
  page.waitForFunction(() => {
    globalThis.calm = document.querySelector('.waiting') ? 0 : (globalThis.calm ?? 0) + 1;
    if (globalThis.calm < 3) return false;
    delete globalThis.calm;
    return true;
  });

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
  await page.screenshot({ path: file, type: 'jpeg', quality: 80, fullPage: true });
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (tooWide > 0) page.wrong.push(`it is ${tooWide} pixels wider than the window`);
  page.wrong.push(...(await faultsOfAxe(page, isSeen ? ofLooks : ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])));
}
