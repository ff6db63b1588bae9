// The picture in the README: two real views, one over the other.
const shown = [
  { path: '/spaces/meadow', theme: 'light', height: 1290, place: 'left: 44px; top: 44px; width: 690px' },
  { path: '/spaces/meadow/people/github/person-0', theme: 'dark', height: 1310, place: 'left: 600px; top: 128px; width: 636px' },
];
const frame = 'position: absolute; border-radius: 12px; box-shadow: 0 18px 50px rgb(60 40 0 / 35%)';

/** Takes it. `pngquant --force --ext .png 128 FILE` makes a third of it. */
export async function takeReadmePicture({ browser, settle, app }, file) {
  const images = [];
  for (const { path, theme, height, place } of shown) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(app + path);
    await settle(page);
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1280, height } });
    images.push(`<img style="${frame}; ${place}" src="data:image/png;base64,${picture.toString('base64')}">`);
    await context.close();
  }

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  const background = 'background: linear-gradient(135deg, #f6ecd2, #dcc389)';
  await page.setContent(`<body style="margin: 0; height: 800px; overflow: hidden; position: relative; ${background}">${images.join('')}`);
  await page.screenshot({ path: file });
  await context.close();
}
