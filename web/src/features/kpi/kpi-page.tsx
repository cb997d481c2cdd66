import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { catalogueQuery, csvAddress, numbersQuery, type Question } from '~/api/kpis';
import { ApiProblem } from '~/api/problem';
import type { KpiEntry } from '~/api/types';
import { buttonClass } from '~/design/button';
import { Segmented, SelectField } from '~/design/field';
import { Card, Page } from '~/design/page';
import { plusDays, today } from '~/format/times';
import { Faces } from '~/parts/faces';
import { ProblemFace } from '~/parts/problem-face';
import { useHere } from '~/parts/workspace';
import { text } from '~/text';
import { Breakdown } from './breakdown';
import { Definition } from './definition';
import { Series } from './series';

const DAYS = ['7', '28', '90'] as const;
const TOP = 25;

const missing = () =>
  new ApiProblem({
    kind: 'not_found',
    status: 404,
    code: 'not_found',
    message: text.problem.notFound,
    retryable: false,
  });

/** One number: its course, its parts, what it is and where it comes from. */
export function KpiPage() {
  const { w, kpi: id } = useParams({ from: '/w/$w/kpis/$kpi' });
  const catalogue = useQuery(catalogueQuery(w));
  return (
    <Faces of={catalogue}>
      {({ items }) => {
        const kpi = items.find((one) => one.id === id);
        return kpi === undefined ? <ProblemFace failure={missing()} /> : <Known w={w} kpi={kpi} />;
      }}
    </Faces>
  );
}

function Known({ w, kpi }: { w: string; kpi: KpiEntry }) {
  const { workspace } = useHere();
  const search = useSearch({ from: '/w/$w/kpis/$kpi' });
  const navigate = useNavigate({ from: '/w/$w/kpis/$kpi' });
  const { days = 28, compare = 'previous_period', by } = search;
  const grains = kpi.grains.filter((grain) => grain !== 'total');
  const grain = grains.find((one) => one === search.grain) ?? grains[0] ?? 'total';
  const last = plusDays(today(workspace.zone), -1);
  const question: Question = { kpis: [kpi.id], first: plusDays(last, 1 - days), last, grain };
  const set = (change: Partial<typeof search>) => navigate({ search: { ...search, ...change }, replace: true });
  const series = useQuery(numbersQuery(w, question));
  const total = useQuery(numbersQuery(w, { ...question, grain: 'total', compare }));
  const parts = useQuery({
    ...numbersQuery(w, { ...question, grain: 'total', ...(by === undefined ? {} : { dimension: by, top: TOP }) }),
    enabled: by !== undefined,
  });
  return (
    <Page
      title={kpi.label}
      aside={
        <Link to="/w/$w" params={{ w }} search={{ days }} className={buttonClass({ quiet: true })}>
          {text.kpi.back}
        </Link>
      }
    >
      <div className="row">
        <Segmented
          label={text.overview.range}
          value={String(days) as (typeof DAYS)[number]}
          options={DAYS.map((one) => [one, text.overview.ranges[Number(one)] ?? one])}
          onChange={(next) => set({ days: Number(next) as 7 | 28 | 90 })}
        />
        {grains.length > 1 && (
          <Segmented
            label={text.kpi.grain}
            value={grain}
            options={grains.map((one) => [one, text.kpi.grains[one] ?? one])}
            onChange={(next) => set({ grain: next === 'total' ? undefined : next })}
          />
        )}
      </div>
      <Faces of={total}>
        {(answer) => (
          <Series.Total answer={answer} kpi={kpi} compare={compare} onCompare={(next) => set({ compare: next })} />
        )}
      </Faces>
      <Card
        title={text.kpi.chart}
        aside={
          <a className={buttonClass({ small: true })} href={csvAddress(w, question)} download>
            {text.kpi.csv}
          </a>
        }
      >
        <Faces of={series}>{(answer) => <Series answer={answer} kpi={kpi} />}</Faces>
      </Card>
      <Card title={text.kpi.parts}>
        <SelectField
          label={text.kpi.breakdown}
          value={by ?? ''}
          options={[
            ['', text.kpi.noBreakdown],
            ...kpi.dimensions.map((one): [string, string] => {
              const name = one.usual ? one.name : `${one.stream}.${one.name}`;
              return [name, name.replaceAll('_', ' ')];
            }),
          ]}
          onChange={(event) => set({ by: event.target.value === '' ? undefined : event.target.value })}
        />
        {by !== undefined && <Faces of={parts}>{(answer) => <Breakdown answer={answer} kpi={kpi} by={by} />}</Faces>}
      </Card>
      <Definition kpi={kpi} sources={series.data?.sources ?? []} />
    </Page>
  );
}
