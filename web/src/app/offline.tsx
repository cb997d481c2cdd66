import { useSyncExternalStore } from 'react';
import { text } from '~/text';

const subscribe = (listener: () => void) => {
  globalThis.addEventListener('online', listener);
  globalThis.addEventListener('offline', listener);
  return () => {
    globalThis.removeEventListener('online', listener);
    globalThis.removeEventListener('offline', listener);
  };
};

/** Said at once when the browser loses its network, also where nothing is being asked for. */
export function Offline() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return online ? null : (
    <div className="banner warn" role="status">
      <span className="break">
        <strong>{text.problem.offline}</strong> {text.problem.offlineNext}
      </span>
    </div>
  );
}
