import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { integrationsQuery } from '~/api/integrations';
import { providersQuery } from '~/api/providers';
import { Button } from '~/design/button';
import { Segmented } from '~/design/field';
import { Empty, Page } from '~/design/page';
import { Faces } from '~/parts/faces';
import { needsAttention } from '~/parts/states';
import { text } from '~/text';
import { Catalogue } from './catalogue';
import { ConnectionList } from './connection-list';

/** What is connected and what could be. */
export function ConnectionsPage() {
  const { w } = useParams({ from: '/w/$w' });
  const { q, show } = useSearch({ from: '/w/$w/connections' });
  const navigate = useNavigate({ from: '/w/$w/connections' });
  const [typed, setTyped] = useState(q ?? '');
  const integrations = useQuery(integrationsQuery(w));
  const searched = useQuery({ ...integrationsQuery(w, q === undefined ? {} : { q }), enabled: q !== undefined });
  const providers = useQuery(providersQuery);
  const asked = q === undefined ? integrations : searched;
  const clear = () => {
    setTyped('');
    navigate({ search: {} });
  };
  return (
    <Page title={text.connections.title}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          navigate({ search: (before) => ({ ...before, q: typed.trim() === '' ? undefined : typed.trim() }) });
        }}
      >
        <input
          type="search"
          className="input inline"
          aria-label={text.connections.search}
          placeholder={text.connections.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">{text.connections.search}</Button>
        <Segmented
          label={text.connections.filter}
          value={show ?? 'all'}
          options={[
            ['all', text.connections.all],
            ['attention', text.connections.attention],
          ]}
          onChange={(next) =>
            navigate({ search: (before) => ({ ...before, show: next === 'attention' ? next : undefined }) })
          }
        />
      </form>
      <Faces
        of={asked}
        empty={{
          when: ({ items }) => items.length === 0 && q === undefined,
          face: <Empty title={text.connections.emptyTitle} help={text.connections.emptyHelp} />,
        }}
      >
        {({ items, next }) => {
          const shown = show === 'attention' ? items.filter(needsAttention) : items;
          return shown.length === 0 ? (
            <Empty title={text.connections.noMatch} help="">
              <Button onClick={clear}>{text.connections.clear}</Button>
            </Empty>
          ) : (
            <>
              <ConnectionList w={w} integrations={shown} />
              {next !== undefined && <p className="muted">{text.connections.tooMany}</p>}
            </>
          );
        }}
      </Faces>
      <Faces of={providers}>
        {({ items }) => <Catalogue w={w} providers={items} integrations={integrations.data?.items ?? []} />}
      </Faces>
    </Page>
  );
}
