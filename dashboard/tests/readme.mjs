// The picture in the README: two real views, one over the other.
const shown = [
  { find: () => '/spaces/meadow', theme: 'light', height: 1290, place: 'left: 44px; top: 44px; width: 690px' },
  {
    find: page => page.locator('table.board a.person').first().getAttribute('href'),
    theme: 'dark',
    height: 1310,
    place: 'left: 600px; top: 128px; width: 636px',
  },
];
const frame = 'position: absolute; border-radius: 12px; box-shadow: 0 10px 24px rgb(60 40 0 / 30%)';

/** Takes it. `pngquant --nofs --force --ext .png 96 FILE` makes a quarter of it. */
export async function takeReadmePicture({ browser, settle, app }, file) {
  const images = [];
  for (const { find, theme, height, place } of shown) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${app}/spaces/meadow`, { waitUntil: 'networkidle' });
    await settle(page);
    await page.goto(app + (await find(page)), { waitUntil: 'networkidle' });
    await settle(page);
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1280, height } });
    images.push(`<img style="${frame}; ${place}" src="data:image/png;base64,${picture.toString('base64')}">`);
    await context.close();
  }

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  const background = 'background: #ecdcb4';
  await page.setContent(`<body style="margin: 0; height: 800px; overflow: hidden; position: relative; ${background}">${images.join('')}`);
  await page.screenshot({ path: file });
  await context.close();
}
