import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Where `./tributary demo` or `serve` answers, for `npm run dev`.
const server = process.env.TRIBUTARY_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  build: {
    outDir: 'target/ui',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inline: the content security policy allows the server's own files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/connect', '/oauth'].map((path) => [
        path,
        { target: server, changeOrigin: true, headers: { origin: server } },
      ]),
    ),
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:3000/' } },
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
    pool: 'threads',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30_000,
  },
});
