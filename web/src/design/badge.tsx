export type Tone = 'ok' | 'busy' | 'wait' | 'warn' | 'bad' | 'off';

/** A shape for each tone, so that nothing depends on colour. */
const shapes: Record<Tone, React.ReactNode> = {
  ok: <path d="M2 7l3 3 6-7" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />,
  busy: <path d="M6.5 1a5.5 5.5 0 1 1-5.5 5.5" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  wait: <path d="M2 1h9v1L7.5 6.5 11 11v1H2v-1l3.5-4.5L2 2z" fill="currentColor" />,
  warn: <path d="M6.5 1l6 11h-12z" fill="currentColor" />,
  bad: <path d="M2.5 2.5l8 8m0-8l-8 8" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />,
  off: <circle cx="6.5" cy="6.5" r="4.5" fill="none" stroke="currentColor" strokeWidth="2" />,
};

export function Badge({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        {shapes[tone]}
      </svg>
      {children}
    </span>
  );
}
