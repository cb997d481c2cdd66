// Called by Maven: `node build.mjs bundle` or `test`. What did not change is not done again.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NODE_MIN = [20, 19];
const CONTRACT = '../docs/openapi.yaml';
const SETUP = ['package.json', 'package-lock.json', '.npmrc'];
const SOURCES = [
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'biome.json',
  'build.mjs',
  'public',
  'scripts',
  'src',
];
const GENERATED = join('src', 'api', 'generated');

const files = (path) =>
  path === GENERATED || !existsSync(path)
    ? []
    : readdirSync(path, { withFileTypes: true })
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .flatMap((entry) => (entry.isDirectory() ? files(join(path, entry.name)) : [join(path, entry.name)]));

function hash(paths) {
  const sum = createHash('sha256').update(process.version);
  for (const path of paths.filter((each) => existsSync(each))) {
    sum.update(`\0${path}\0`).update(readFileSync(path));
  }
  return sum.digest('hex');
}

const sourcesHash = () =>
  hash([...SETUP, CONTRACT, ...SOURCES.flatMap((path) => (path.includes('.') ? [path] : files(path)))]);

const isDone = (mark, now) => existsSync(mark) && readFileSync(mark, 'utf8') === now;

function run(script) {
  execFileSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
}

function install() {
  const mark = join('node_modules', '.tributary-installed');
  const now = hash(SETUP);
  if (!isDone(mark, now)) {
    execFileSync('npm', ['ci', '--silent', '--no-progress'], { stdio: 'inherit' });
    writeFileSync(mark, now);
  }
}

/** A product that cannot get its libraries is built without a user interface rather than not at all. */
function installed(wanted) {
  try {
    install();
    return true;
  } catch (failure) {
    if (wanted === 'test') {
      throw failure;
    }
    console.warn('[WARNING] npm could not install what the web UI needs (see above): Tributary is built without it.');
    rmSync('target/ui', { recursive: true, force: true });
    return false;
  }
}

function bundle() {
  const mark = join('target', 'ui.hash');
  const now = sourcesHash();
  if (isDone(mark, now) && existsSync('target/ui/index.html')) {
    return;
  }
  run('types');
  run('bundle');
  mkdirSync('target', { recursive: true });
  writeFileSync(mark, now);
}

function test() {
  run('types');
  run('check');
  run('test');
}

const [major, minor] = process.versions.node.split('.').map(Number);
const wanted = process.argv[2];
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  console.warn(
    `[WARNING] Node.js ${process.versions.node} is older than ${NODE_MIN.join('.')}: Tributary is built without its web UI.`,
  );
  rmSync('target/ui', { recursive: true, force: true });
} else if (installed(wanted)) {
  ({ bundle, test })[wanted]();
}
