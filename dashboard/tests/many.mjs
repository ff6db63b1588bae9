// What a large community answers: recorded forms, filled with 10,000 people and 156 weeks.
const people = 10_000;
const weeks = 156;
const space = 'many';
const begin = Date.UTC(2023, 0, 2);
const day = offset => new Date(begin + offset * 86_400_000).toISOString();
const idOf = week => day(week * 7).slice(0, 10);

const standing = i => ({
  rank: i + 1,
  contributor: `github/person-${i}`,
  name: i === 7 ? 'W'.repeat(500) : `Person ${i}`,
  points: people - i,
  cred: (people - i) / 7,
  score: Math.round(1000 - i / 10),
  grainUnits: '1',
  grain: `${people - i}.25`,
  grainReceivedUnits: '1',
  grainReceived: `${people - i}.25`,
});

const epochs = Array.from({ length: weeks }, (_, week) => ({
  id: idOf(week),
  start: day(week * 7),
  end: day(week * 7 + 7),
  stage: 'Closed',
  attempts: 1,
  startedAt: day(week * 7 + 7),
  stageAt: day(week * 7 + 7),
  closedAt: day(week * 7 + 7),
  paymentsMade: 9000,
  statement: 'ab'.repeat(32),
  notes: [],
  totals: {
    paid: '1000',
    paidGrain: '1000',
    recipients: 9000,
    policies: [
      { policy: 'BALANCED', name: 'slow', paid: '800', paidGrain: '800' },
      { policy: 'IMMEDIATE', name: 'fast', paid: '200', paidGrain: '200' },
    ],
  },
}));

const deed = i => ({
  kind: 'grant',
  what: i === 2 ? 'M'.repeat(500) : `Merged number ${i}`,
  contributor: `github/person-${i}`,
  name: i === 1 ? '\u202E' + 'W'.repeat(499) : `Person ${i}`,
  account: `github/person-${i}`,
  id: `g${i}`,
  key: 'github:pull',
  category: 'code',
  source: 'github',
  points: 5,
  happenedAt: day(weeks * 7 - i),
  at: day(weeks * 7),
});

const answers = {
  leaderboard: query => {
    const limit = Number(query.get('limit') ?? 50);
    return {
      space,
      displayName: 'Ten thousand',
      by: 'cred',
      asOf: day(weeks * 7),
      epoch: idOf(weeks - 1),
      count: people,
      standings: Array.from({ length: limit }, (_, i) => standing(i)),
      next: limit,
    };
  },
  epochs: () => ({ space, supply: '1', supplyGrain: '156000', remaining: 0, nextEnd: day(weeks * 7 + 7), epochs }),
  feed: query => ({
    space,
    asOf: day(weeks * 7),
    events: Array.from({ length: Number(query.get('limit')) }, (_, i) => deed(i)),
    next: '1',
  }),
  cred: query => {
    const shown = epochs.slice(-Number(query.get('last')));
    const cred = shown.map((_, i) => 100 + i);
    const parts = Array.from({ length: Number(query.get('top')) }, (_, i) => ({
      kind: 'person',
      id: `p${i}`,
      name: standing(i).name,
      cred,
    }));
    return { space, by: 'person', epochs: shown.map(epoch => epoch.id), cred, parts, others: { count: people, cred } };
  },
  grain: () => ({ name: 'Grain', symbol: 'GRAIN', decimals: 18, icon: '🌾', supplyGrain: '156000' }),
};

/** Answers in the app's place. What it is not asked at first is not there. */
export async function many(page) {
  await page.route('**/api/spaces/many/**', route => {
    const address = new URL(route.request().url());
    const what = address.pathname.split('/')[4];
    const isWhole = address.pathname.split('/').length === 5;
    return isWhole && answers[what]
      ? route.fulfill({ json: answers[what](address.searchParams) })
      : route.fulfill({ status: 404, json: { title: 'There is no such thing.', status: 404 } });
  });
}

/** How long it takes until the board is there, in milliseconds; waits until all of it is, with names of 500 characters. */
export async function first(page, app) {
  await page.goto(`${app}/spaces/many`, { waitUntil: 'commit' });
  await page.getByRole('link', { name: 'Person 49', exact: true }).waitFor();
  const milliseconds = await page.evaluate(() => Math.round(performance.now()));
  await page.getByText('Merged number 5').waitFor();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.getByRole('img', { name: /^Cred of each epoch/ }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  return milliseconds;
}
