import { useRef } from 'react';

/** A determinate bar. Its sentence stands beside; a reader hears it at every quarter, not at every day. */
export function Progress({ done, planned, sentence }: { done: number; planned: number; sentence: string }) {
  const quarter = planned === 0 ? 0 : Math.floor((done / planned) * 4);
  const heard = useRef({ quarter: -1, sentence: '' });
  if (heard.current.quarter !== quarter) {
    heard.current = { quarter, sentence };
  }
  return (
    <div className="stack tight grow">
      <progress value={done} max={Math.max(planned, 1)} aria-label={sentence} />
      <span className="small">{sentence}</span>
      <span className="hidden-visually" role="status">
        {heard.current.sentence}
      </span>
    </div>
  );
}
