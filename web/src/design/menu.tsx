import { type ReactNode, useEffect, useRef } from 'react';

/** A disclosure of deeds. It closes by Escape, by choosing, and when the focus or a click goes elsewhere. */
export function Menu({ label, face, children }: { label: string; face: ReactNode; children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => {
      if (details.current?.open === true && !details.current.contains(event.target as Node)) {
        details.current.open = false;
      }
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, []);
  const close = () => {
    if (details.current !== null) {
      details.current.open = false;
      details.current.querySelector('summary')?.focus();
    }
  };
  return (
    <details
      className="menu"
      ref={details}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <summary className="button" aria-label={label}>
        {face}
      </summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the buttons within take keys */}
      <div
        className="menu-list"
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('button, a') !== null) {
            close();
          }
        }}
      >
        {children}
      </div>
    </details>
  );
}
