import type { ReactNode } from 'react';
import { Page } from '~/design/page';
import { text } from '~/text';

/** A screen without a workspace around it. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="centre">
      <div className="stack">
        <div className="brand">
          <img src="/favicon.svg" alt="" />
          {text.common.product}
        </div>
        <div className="card">
          <Page title={title}>{children}</Page>
        </div>
      </div>
    </main>
  );
}
