// What a browser must fetch before anything shows, gzipped, has a limit.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 250_000;
const MANIFEST = 'target/ui/manifest.json';

const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
const wanted = new Set(['index.html']);
const collect = (name) => {
  const chunk = manifest[name];
  wanted.add(chunk.file);
  for (const css of chunk.css ?? []) {
    wanted.add(css);
  }
  for (const next of chunk.imports ?? []) {
    if (!wanted.has(manifest[next].file)) {
      collect(next);
    }
  }
};
collect('index.html');
const bytes = [...wanted].reduce((sum, file) => sum + gzipSync(readFileSync(`target/ui/${file}`)).length, 0);
rmSync(MANIFEST);
console.log(`First load: ${(bytes / 1000).toFixed(1)} kB gzip of ${LIMIT_BYTES / 1000} kB at most.`);
if (bytes > LIMIT_BYTES) {
  console.error('The first load is too large. Load what is not needed at once lazily.');
  process.exit(1);
}
