// Puts the licences of what is bundled beside the pages.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(folder => folder.includes('node_modules'))
  .sort();
const parts = folders.map(folder => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : 'See its repository.';
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(root, 'dist', 'licences.txt'), `The dashboard is made with these.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`);
