import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { integrationsQuery } from '~/api/integrations';
import { causesQuery, deadLettersQuery } from '~/api/jobs';
import type { Integration } from '~/api/types';
import { Button, buttonClass } from '~/design/button';
import { Empty, Page } from '~/design/page';
import { Faces } from '~/parts/faces';
import { useProviderName } from '~/parts/providers';
import { Reconnect } from '~/parts/reconnect';
import { StateLine } from '~/parts/state-line';
import { needsAttention } from '~/parts/states';
import { text } from '~/text';
import { Causes } from './causes';
import { GivenUp } from './given-up';

/** What only a person can mend, with the deed beside it. */
export function AttentionPage() {
  const { w } = useParams({ from: '/w/$w' });
  const integrations = useQuery(integrationsQuery(w));
  const causes = useQuery(causesQuery(w));
  const letters = useInfiniteQuery(deadLettersQuery(w));
  const sick = integrations.data?.items.filter(needsAttention) ?? [];
  const nothing = integrations.data !== undefined && sick.length === 0 && letters.data?.pages[0]?.items.length === 0;
  return (
    <Page title={text.attention.title}>
      {nothing && <Empty title={text.attention.nothingTitle} help={text.attention.nothingHelp} />}
      <Faces of={integrations}>{() => <Sick w={w} integrations={sick} />}</Faces>
      <Faces of={causes}>{({ items }) => <Causes w={w} causes={items} />}</Faces>
      <Faces of={letters}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? null : (
            <>
              <GivenUp w={w} letters={items} />
              {letters.hasNextPage && (
                <Button busy={letters.isFetchingNextPage} onClick={() => letters.fetchNextPage()}>
                  {text.common.showMore}
                </Button>
              )}
            </>
          );
        }}
      </Faces>
    </Page>
  );
}

function Sick({ w, integrations }: { w: string; integrations: readonly Integration[] }) {
  const providerName = useProviderName();
  return integrations.length === 0 ? null : (
    <section className="stack" aria-label={text.attention.connections}>
      <h2>{text.attention.connections}</h2>
      <ul className="plain card flush">
        {integrations.map((one) => (
          <li key={one.id} className="entry" data-row="">
            <div className="entry-name">
              <Link to="/w/$w/connections/$i" params={{ w, i: one.id }} className="break">
                {one.account.name}
              </Link>
              <span className="muted small">{providerName(one.provider)}</span>
            </div>
            <StateLine of={one} />
            {one.state === 'reconnect_needed' ? (
              <Reconnect of={one} />
            ) : (
              <Link to="/w/$w/connections/$i" params={{ w, i: one.id }} className={buttonClass({})}>
                {text.attention.look}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
