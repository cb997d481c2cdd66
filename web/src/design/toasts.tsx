import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { text } from '~/text';
import { Button } from './button';

type Toast = { id: number; message: string; bad: boolean };
type Say = (message: string, options?: { bad?: boolean }) => void;

const SHOWN_MILLIS = 6_000;
const Toasting = createContext<Say>(() => {});

export const useSay = (): Say => useContext(Toasting);

/** What was done, said once in a corner and to screen readers. What went wrong stays until it is closed. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useMemo<Say>(() => {
    let next = 0;
    return (message, options) => {
      const toast = { id: next++, message, bad: options?.bad === true };
      setToasts((all) => [...all.slice(-3), toast]);
      if (!toast.bad) {
        setTimeout(() => close(toast.id), SHOWN_MILLIS);
      }
    };
  }, [close]);
  return (
    <Toasting.Provider value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={toast.bad ? 'toast bad' : 'toast'}>
            <div className="row between">
              <span className="grow break">{toast.message}</span>
              {toast.bad && (
                <Button quiet small onClick={() => close(toast.id)}>
                  {text.common.close}
                </Button>
              )}
            </div>
          </div>
        ))}
      </div>
    </Toasting.Provider>
  );
}
