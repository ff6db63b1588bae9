// Laws of what needs no browser: what needs what, the patches that the page to change a configuration sends, and sums of grain.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const runs = 1000;

/** A module that knows no other one. */
async function load(path) {
  const source = readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: 'ESNext', target: 'ES2022' } });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

/** Numbers that are the same each time (a linear congruence). */
function randomOf(seed) {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** What a patch comes to is what was wanted, and each change is at its place. */
export async function patchesMakeWhatIsWanted() {
  const { at, changesOf, patched, patchOf, same } = await load('run/config/patch.ts');
  const random = randomOf(7);
  const members = (count, value) => Object.fromEntries(Array.from({ length: random(count) }, () => ['abcde'[random(5)], value()]));
  const any = depth =>
    [
      () => random(3),
      () => `x${random(3)}`,
      () => random(2) === 0,
      () => Array.from({ length: random(3) }, () => any(depth + 1)),
      () => members(4, () => any(depth + 1)),
    ][random(depth > 2 ? 3 : 5)]();
  for (let i = 0; i < runs; i++) {
    const [before, after] = [members(5, () => any(0)), members(5, () => any(0))];
    const told = JSON.stringify({ before, after });
    assert.ok(same(patched(before, patchOf(before, after)), after), told);
    assert.equal(patchOf(before, before), undefined);
    for (const change of changesOf(before, after)) {
      assert.ok(same(at(before, change.path), change.before) && same(at(after, change.path), change.after), told);
      assert.ok(!same(change.before, change.after), told);
    }
  }
}

/** Sums have every digit, whatever is beside what. */
export async function sumsAreExact() {
  const { sumOf, wantedOf } = await load('run/receipts.ts');
  const random = randomOf(11);
  for (let i = 0; i < runs; i++) {
    const units = Array.from({ length: random(6) }, () => BigInt(random(1_000_000)) * 10n ** BigInt(random(20)) + BigInt(random(1000)));
    const text = amount => {
      const digits = amount.toString().padStart(19, '0');
      return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
    };
    const sum = sumOf(units.map(text)) ?? '';
    const [before, after = ''] = sum.split('.');
    assert.equal(
      BigInt(before + after.padEnd(18, '0')),
      units.reduce((total, each) => total + each, 0n),
    );
  }

  assert.equal(sumOf(['1', 'x']), undefined);
  assert.equal(sumOf(['1.50', '2']), '3.5');
  assert.deepEqual(wantedOf('github/ada 1\n\n ben, 2 \nA B\t3\nalone'), [
    { to: 'github/ada', amount: '1' },
    { to: 'ben', amount: '2' },
    { to: 'A B', amount: '3' },
    { to: 'alone', amount: '' },
  ]);
}

/** What each module of the page needs, types and what is loaded later as well; by its path without an ending. */
function needs() {
  const source = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(source, { recursive: true }).map(file => file.replaceAll('\\', '/'));
  const modules = new Map(files.filter(file => /\.tsx?$/.test(file)).map(file => [file.replace(/\.tsx?$/, ''), file]));
  const needed = ([name, file]) =>
    ts
      .preProcessFile(readFileSync(join(source, file), 'utf8'))
      .importedFiles.map(({ fileName }) => posix.join(posix.dirname(name), fileName))
      .filter(each => modules.has(each));
  return new Map([...modules].map(module => [module[0], needed(module)]));
}

/** Who needs themselves by way of others. */
function circleOf(needs) {
  const [done, way] = [new Set(), []];
  const visit = name => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    done.add(name);
    way.push(name);
    const circle = (needs.get(name) ?? []).map(visit).find(Boolean);
    way.pop();
    return circle;
  };
  return [...needs.keys()].map(visit).find(Boolean)?.join(' needs ');
}

/** No module needs itself by way of others, and no folder. */
export function arrowsGoOneWay() {
  const circle = { a: ['b'], b: ['c'], c: ['b'] };
  assert.equal(circleOf(new Map(Object.entries(circle))), 'b needs c needs b');
  const modules = needs();
  assert.equal(circleOf(modules), undefined);
  const folders = new Map();
  const folderOf = name => name.split('/')[0];
  for (const [name, needed] of modules) {
    const others = needed.map(folderOf).filter(other => other !== folderOf(name));
    folders.set(folderOf(name), [...(folders.get(folderOf(name)) ?? []), ...others]);
  }

  assert.equal(circleOf(folders), undefined);
}
