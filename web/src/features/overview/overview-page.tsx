import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { integrationsQuery } from '~/api/integrations';
import { catalogueQuery } from '~/api/kpis';
import { buttonClass } from '~/design/button';
import { SkeletonTiles } from '~/design/delayed';
import { Segmented } from '~/design/field';
import { Empty, Page } from '~/design/page';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { chooseKpis } from './choose-kpis';
import { SickSources } from './sick-sources';
import { Tiles } from './tiles';

const DAYS = ['7', '28', '90'] as const;

/** The first screen: what the numbers are, how they moved, how far they can be trusted. */
export function OverviewPage() {
  const { w } = useParams({ from: '/w/$w' });
  const { days = 28 } = useSearch({ from: '/w/$w/' });
  const navigate = useNavigate({ from: '/w/$w/' });
  const integrations = useQuery(integrationsQuery(w));
  const catalogue = useQuery(catalogueQuery(w));
  return (
    <Page
      title={text.overview.title}
      aside={
        <div className="row">
          <Segmented
            label={text.overview.range}
            value={String(days) as (typeof DAYS)[number]}
            options={DAYS.map((one) => [one, text.overview.ranges[Number(one)] ?? one])}
            onChange={(next) => navigate({ search: { days: Number(next) as 7 | 28 | 90 } })}
          />
          <span className="muted small">{text.overview.versus}</span>
        </div>
      }
    >
      <Faces
        of={integrations}
        skeleton={<SkeletonTiles />}
        empty={{
          when: ({ items }) => items.every((one) => one.status === 'disconnected'),
          face: (
            <Empty title={text.overview.emptyTitle} help={text.overview.emptyHelp}>
              <Link to="/w/$w/connections" params={{ w }} className={buttonClass({ primary: true })}>
                {text.overview.connect}
              </Link>
            </Empty>
          ),
        }}
      >
        {({ items }) => (
          <>
            <SickSources w={w} integrations={items} />
            <Faces of={catalogue} skeleton={<SkeletonTiles />}>
              {(kpis) => <Tiles w={w} days={days} kpis={chooseKpis(kpis.items, items)} integrations={items} />}
            </Faces>
          </>
        )}
      </Faces>
    </Page>
  );
}
