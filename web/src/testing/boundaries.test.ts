import { describe, expect, it } from 'vitest';

const sources = import.meta.glob(['../**/*.{ts,tsx}', '!../**/generated/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>;

/** What each folder may import, itself included. */
const allowed: Record<string, readonly string[]> = {
  text: ['text'],
  format: ['format'],
  api: ['api', 'text', 'format'],
  design: ['design', 'text', 'format'],
  parts: ['parts', 'api', 'design', 'text', 'format'],
  features: ['parts', 'api', 'design', 'text', 'format'],
  app: ['app', 'features', 'parts', 'api', 'design', 'text', 'format'],
};

type Import = { from: string; to: string };

function imports(): Import[] {
  return Object.entries(sources)
    .filter(([path]) => !/\.test\.tsx?$/.test(path) && !path.startsWith('./'))
    .flatMap(([path, source]) => {
      const from = path.replace('../', '');
      return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => name.startsWith('~/') || name.startsWith('.'))
        .map((name) => ({
          from,
          to: name.startsWith('~/') ? name.slice(2) : new URL(name, `http://x/${from}`).pathname.slice(1),
        }));
    });
}

const folder = (path: string) => path.split('/')[0] ?? '';
const feature = (path: string) => path.split('/')[1] ?? '';

describe('the folders', () => {
  it('are all looked at', () => {
    expect(imports().length).toBeGreaterThan(300);
  });

  it('import only what lies below them', () => {
    const wrong = imports().filter(({ from, to }) => {
      const rule = allowed[folder(from)];
      return (
        rule !== undefined && !rule.includes(folder(to)) && !(folder(from) === 'features' && folder(to) === 'features')
      );
    });
    expect(wrong).toEqual([]);
  });

  it('keep features apart from each other', () => {
    const wrong = imports().filter(
      ({ from, to }) => folder(from) === 'features' && folder(to) === 'features' && feature(from) !== feature(to),
    );
    expect(wrong).toEqual([]);
  });
});
