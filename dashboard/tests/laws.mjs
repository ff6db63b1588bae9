// Laws of what needs no browser: the patches that the page to change a configuration sends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
