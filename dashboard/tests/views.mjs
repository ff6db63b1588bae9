// The views, each with what must stand on it.
const space = '/spaces/meadow';

/** Every view that a person can come to: its name, its address, its title, and whether a key is needed to see it. */
export const views = [
  { name: 'home', path: '/', title: 'Who contributes what', key: true },
  { name: 'home-of-strangers', path: '/', title: 'Who contributes what' },
  { name: 'space', path: space, title: 'Meadow' },
  { name: 'points', path: `${space}?by=points&period=30d`, title: 'Meadow' },
  { name: 'person', path: `${space}/people/github/person-0`, title: 'Ada Okafor', key: true },
  { name: 'person-of-strangers', path: `${space}/people/github/person-1`, title: 'Ben Lindqvist' },
  { name: 'person-with-tags', path: `${space}/people/github/person-8`, title: '<script>alert(1)</script>' },
  { name: 'person-from-the-right', path: `${space}/people/github/person-9`, title: 'السلام' },
  { name: 'person-with-pictures', path: `${space}/people/github/person-10`, title: '🌾' },
  { name: 'person-without-end', path: `${space}/people/github/person-11`, title: 'WWWWWWWW' },
  { name: 'nobody', path: `${space}/people/github/nobody-at-all`, title: 'Nobody is called' },
  { name: 'epochs', path: `${space}/epochs`, title: 'Epochs' },
  { name: 'epoch', path: `${space}/epochs/${process.env.GRAIN_EPOCH}`, title: 'Epoch' },
  { name: 'empty-space', path: '/spaces/seedling', title: 'Seedling', key: true },
  { name: 'private-space', path: '/spaces/seedling', title: 'This is not open to everybody' },
  { name: 'nowhere', path: '/somewhere/else', title: 'There is no such page' },
];
