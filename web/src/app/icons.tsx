/** Line drawings of the navigation, all in one manner. */
const paths = {
  overview: 'M3 15V9m4 6V4m4 11v-5m4 5V7',
  connections: 'M7 10h4M6 6.5H5a3.5 3.5 0 0 0 0 7h1m6-7h1a3.5 3.5 0 0 1 0 7h-1',
  runs: 'M3.5 9a5.5 5.5 0 1 1 1.6 3.9M3.5 13v-3h3M9 6v3.2l2.2 1.3',
  email: 'M2.5 4.5h13v9h-13zM2.5 5l6.5 5 6.5-5',
  attention: 'M9 3l6.5 11.5h-13zM9 7.5v3m0 1.8v.2',
  notices: 'M4.5 12.5h9l-1.2-1.8V8a3.3 3.3 0 0 0-6.6 0v2.7zM7.8 14.6a1.3 1.3 0 0 0 2.4 0',
  system: 'M3 4h12v4H3zM3 10h12v4H3zM6 6h.1M6 12h.1',
  settings: 'M3 5h7m4 0h1M3 9h2m4 0h6M3 13h6m4 0h2M10 3.5v3M5 7.5v3M9 11.5v3',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
