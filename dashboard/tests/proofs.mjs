// Holds the page's check of proofs against good ones and changed ones: node proofs.mjs ALL.json, which has [{ proof, says, from }].
// `says` is what a good one proves; a changed one has none, and `from` says what was changed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const all = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const root = fileURLToPath(new URL('..', import.meta.url));
const vite = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { checkProof } = await vite.ssrLoadModule('/src/verify/proof.ts');
const faults = [];

/** Once with the functions that a browser has, and once with the library in their place. */
async function run(what) {
  for (const { proof, says, from } of all) {
    const proven = await checkProof(proof);
    const failed = proven.checks.filter(check => !check.holds);
    const isGood = says ? proven.says === says && failed.length === 0 : proven.says === undefined && failed.length === 1;
    if (!isGood) faults.push(`${what}: ${from ?? says}: ${JSON.stringify(proven)}`);
    else if (!says && !(failed[0].found.length > 5 && failed[0] === proven.checks.at(-1)))
      faults.push(`${what}: ${from}: it is not said why`);
  }
}

await run('the browser');
Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
await run('the library');
await vite.close();

console.log(`${all.length} held against, ${faults.length} wrong`);
for (const fault of faults.slice(0, 10)) console.log(`- ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
