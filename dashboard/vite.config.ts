import { defineConfig } from 'vite';

// GRAIN_APP is the app that ./grain serve or ./grain demo --keep told: `npm run dev` asks it.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the policy of the app takes no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // Under the name that the browser asks for: the app takes no changes from pages of other sites.
  server: { proxy: { '/api': { target: process.env.GRAIN_APP ?? 'http://127.0.0.1:7071', changeOrigin: false } } },
});
