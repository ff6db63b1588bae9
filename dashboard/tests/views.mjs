// The views, each with what must stand on it.
const space = '/spaces/meadow';
const run = '/spaces/orchard/run';

/** Who appeals has signed in, which nobody has here: the answer is recorded. */
const appeals = page =>
  page.route('**/appeals*', route =>
    route.fulfill({
      json: {
        appeals: [
          {
            id: 'a1',
            person: 'github/newcomer',
            contributor: 'github/newcomer',
            reason: `It was me. <img src=x onerror=alert(4)> ${'W'.repeat(450)}`,
            filedAt: '2026-01-02T08:30:00Z',
          },
        ],
      },
    }),
  );

/** Opens some parts of the configuration, of which one has lists and one has names. */
async function open(page) {
  for (const name of ['Distribution', 'Weights', 'Webhooks', 'Github'])
    await page.locator('summary', { hasText: new RegExp(`^${name}`) }).click();
}

/** Opens the queue in which something was put aside, and what it says. */
async function aside(page) {
  await page.getByRole('button', { name: 'of transfers' }).click();
  await page.getByText('What it says').first().click();
}

/** Every view that a person can come to: its name, its address, its title, and whether a key is needed to see it, and whether another one is like it. */
export const views = [
  { name: 'home', path: '/', title: 'Who contributes what', key: true },
  { name: 'home-of-strangers', path: '/', title: 'Who contributes what', isLike: true },
  { name: 'space', path: space, title: 'Meadow' },
  { name: 'points', path: `${space}?by=points&period=30d`, title: 'Meadow' },
  { name: 'person', path: `${space}/people/github/person-0`, title: 'Ada Okafor', key: true },
  { name: 'person-of-strangers', path: `${space}/people/github/person-1`, title: 'Ben Lindqvist', isLike: true },
  { name: 'person-with-tags', path: `${space}/people/github/person-8`, title: '<script>alert(1)</script>' },
  { name: 'person-from-the-right', path: `${space}/people/github/person-9`, title: 'السلام', isLike: true },
  { name: 'person-with-pictures', path: `${space}/people/github/person-10`, title: '🌾', isLike: true },
  { name: 'person-without-end', path: `${space}/people/github/person-11`, title: 'WWWWWWWW', isLike: true },
  { name: 'nobody', path: `${space}/people/github/nobody-at-all`, title: 'Nobody is called' },
  { name: 'epochs', path: `${space}/epochs`, title: 'Epochs' },
  { name: 'epoch', path: `${space}/epochs/${process.env.GRAIN_EPOCH}`, title: 'Epoch' },
  { name: 'empty-space', path: '/spaces/seedling', title: 'Seedling', key: true },
  { name: 'private-space', path: '/spaces/seedling', title: 'This is not open to everybody' },
  { name: 'run', path: run, title: 'Overview', key: true },
  { name: 'run-of-an-empty-space', path: '/spaces/seedling/run', title: 'Overview', key: true, isLike: true },
  { name: 'run-of-strangers', path: run, title: 'This is not open to everybody', isLike: true },
  { name: 'run-config', path: `${run}/config`, title: 'Configuration', key: true, then: open },
  { name: 'run-webhooks', path: `${run}/webhooks`, title: 'Connect', key: true },
  { name: 'run-deliveries', path: `${run}/deliveries`, title: 'Deliveries', key: true },
  { name: 'run-held', path: `${run}/held`, title: 'Held', key: true, before: appeals },
  { name: 'run-proposals', path: `${run}/proposals`, title: 'Proposals', key: true },
  { name: 'run-people', path: `${run}/people`, title: 'People', key: true },
  { name: 'run-epochs', path: `${run}/epochs`, title: 'Epochs', key: true },
  { name: 'run-grain', path: `${run}/grain`, title: 'Treasury', key: true },
  { name: 'run-payouts', path: `${run}/payouts`, title: 'Payouts', key: true },
  { name: 'run-drift', path: `${run}/drift`, title: 'Drift', key: true },
  { name: 'app', path: '/run', title: 'Run the app', key: true, then: aside },
  { name: 'me-of-strangers', path: `${space}/me`, title: 'What is yours is shown', isLike: true },
  { name: 'sign-in-that-failed', path: '/signin#error=access_denied', title: 'You are not signed in', isLike: true },
  { name: 'nowhere', path: '/somewhere/else', title: 'There is no such page' },
];
