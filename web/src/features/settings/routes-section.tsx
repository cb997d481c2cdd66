import { useQuery } from '@tanstack/react-query';
import { routesQuery, useKeepRoute, useRemoveRoute, useTestRoute } from '~/api/notices';
import type { NoticeRoute } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { Card, Empty } from '~/design/page';
import { Table } from '~/design/table';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useHere, useMay } from '~/parts/workspace';
import { text } from '~/text';

/** Who is told by e-mail. */
export function RoutesSection({ w }: { w: string }) {
  const may = useMay();
  const { session } = useHere();
  const asked = useQuery(routesQuery(w));
  return (
    <>
      {!session.mails && <p className="banner warn">{text.settings.routes.noMail}</p>}
      <Faces of={asked}>
        {({ value, etag }) => (
          <>
            {may.manage && <Add w={w} etag={etag} />}
            {value.items.length === 0 ? (
              <Empty title={text.settings.routes.none} help={text.settings.routes.noneHelp} />
            ) : (
              <Known w={w} etag={etag} routes={value.items} />
            )}
          </>
        )}
      </Faces>
    </>
  );
}

function Add({ w, etag }: { w: string; etag: string }) {
  const keep = useKeepRoute(w);
  const [{ address }, change, forget] = useDraft(`route.${w}`, { address: '' });
  return (
    <Card title={text.settings.routes.add}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate(
            { address, kinds: [], enabled: true, etag },
            {
              onSuccess: () => {
                change({ address: '' });
                forget();
              },
            },
          );
        }}
      >
        <TextField
          label={text.settings.routes.address}
          type="email"
          required
          value={address}
          error={keep.error?.fields.address}
          onChange={(event) => change({ address: event.target.value })}
        />
        <Button primary type="submit" busy={keep.isPending}>
          {text.settings.routes.add}
        </Button>
      </form>
      <ProblemNote failure={keep.error} />
    </Card>
  );
}

function Known({ w, etag, routes }: { w: string; etag: string; routes: NoticeRoute[] }) {
  const may = useMay();
  const say = useSay();
  const keep = useKeepRoute(w);
  const remove = useRemoveRoute(w);
  const test = useTestRoute(w);
  return (
    <div className="card stack">
      <ProblemNote failure={keep.error ?? remove.error ?? test.error} />
      <Table
        caption={text.settings.sections.routes}
        rows={routes}
        rowKey={(route) => route.address}
        columns={[
          { head: text.settings.routes.address, kind: 'head', cell: (route) => route.address },
          {
            head: text.settings.routes.kinds,
            cell: (route) =>
              route.kinds.length === 0 ? text.settings.routes.every : route.kinds.join(', ').replaceAll('_', ' '),
          },
          {
            head: text.runs.state,
            cell: (route) => (
              <Badge tone={route.enabled ? 'ok' : 'off'}>
                {route.enabled ? text.settings.routes.on : text.settings.routes.off}
              </Badge>
            ),
          },
          {
            head: text.common.actions,
            kind: 'actions',
            cell: (route) =>
              may.manage && (
                <span className="row end">
                  <Button small onClick={() => keep.mutate({ ...route, enabled: !route.enabled, etag })}>
                    {route.enabled ? text.settings.routes.off : text.settings.routes.on}
                  </Button>
                  <Button
                    small
                    busy={test.isPending}
                    onClick={() => test.mutate(route.address, { onSuccess: () => say(text.settings.routes.tested) })}
                  >
                    {text.settings.routes.test}
                  </Button>
                  <Button small danger onClick={() => remove.mutate({ address: route.address, etag })}>
                    {text.common.remove}
                  </Button>
                </span>
              ),
          },
        ]}
      />
    </div>
  );
}
