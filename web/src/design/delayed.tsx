import { type ReactNode, useEffect, useState } from 'react';

const WAIT_MILLIS = 200;

/** Shows nothing at first: what is there in a blink needs no skeleton. */
export function Delayed({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), WAIT_MILLIS);
    return () => clearTimeout(timer);
  }, []);
  return shown ? children : null;
}

export function SkeletonLines({ lines = 5 }: { lines?: number }) {
  return (
    <div className="card">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="skeleton line" />
      ))}
    </div>
  );
}

export function SkeletonTiles({ tiles = 6 }: { tiles?: number }) {
  return (
    <div className="cards">
      {Array.from({ length: tiles }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="skeleton tile" />
      ))}
    </div>
  );
}
