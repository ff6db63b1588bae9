// Puts a .br beside each file of the build, where that is shorter, and says what a browser loads at first.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = fileURLToPath(new URL('../dist/', import.meta.url));
const firstViewMax = 150_000;
const shorter = new Map();

for (const name of readdirSync(folder, { recursive: true }).filter(name => /\.(html|js|css|svg|txt)$/.test(name))) {
  const content = readFileSync(join(folder, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const compressed = brotliCompressSync(content, { params });
  if (compressed.length < content.length) writeFileSync(join(folder, `${name}.br`), compressed);
  shorter.set(name, Math.min(compressed.length, content.length));
}

const page = readFileSync(join(folder, 'index.html'), 'utf8');
const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(match => match[1]);
const bytes = scripts.reduce((sum, name) => sum + shorter.get(name), 0);
console.log(`The first view loads ${(bytes / 1000).toFixed(1)} kB of compressed JavaScript.`);
if (scripts.length === 0 || bytes > firstViewMax) {
  console.error(`It may be ${firstViewMax / 1000} kB at most.`);
  process.exit(1);
}
