// Pages that are opened with the key of those who run a space.
export const auth = { Authorization: `Bearer ${process.env.GRAIN_KEY}` };

/** Opens a part with a key. */
export async function opened({ tab, settle, app }, path, title) {
  const page = await tab({ key: true });
  await page.goto(app + path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await settle(page);
  return page;
}
