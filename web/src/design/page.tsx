import { type ReactNode, useEffect } from 'react';
import { text } from '~/text';

/** A screen: its heading, what can be done with the whole of it, and the window's title. */
export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${text.common.product}`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {aside}
      </div>
      <div className="stack">{children}</div>
    </>
  );
}

export function Card({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card stack" aria-label={title}>
      {(title !== undefined || aside !== undefined) && (
        <div className="row between">
          {title !== undefined && <h2>{title}</h2>}
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export function Empty({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <div className="card face">
      <h2>{title}</h2>
      <p className="muted">{help}</p>
      {children !== undefined && <div className="row">{children}</div>}
    </div>
  );
}
