import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { numbersQuery } from '~/api/kpis';
import type { Integration, KpiAnswer, KpiEntry } from '~/api/types';
import { SkeletonTiles } from '~/design/delayed';
import { dayText, plusDays, rangeText, today } from '~/format/times';
import { Faces } from '~/parts/faces';
import { Change, Marks, Value } from '~/parts/kpi';
import { useProviderName } from '~/parts/providers';
import type { Point } from '~/parts/scale';
import { Spark } from '~/parts/spark';
import { useHere } from '~/parts/workspace';
import { text } from '~/text';

type Props = { w: string; days: number; kpis: readonly KpiEntry[]; integrations: readonly Integration[] };

/** One tile for each number and currency, with its change against the days before and its trend. */
export function Tiles({ w, days, kpis, integrations }: Props) {
  const { workspace } = useHere();
  const last = plusDays(today(workspace.zone), -1);
  const range = { first: plusDays(last, 1 - days), last };
  const totals = useQuery(
    numbersQuery(w, { kpis: kpis.map((kpi) => kpi.id), ...range, grain: 'total', compare: 'previous_period' }),
  );
  const daily = kpis.filter((kpi) => kpi.grains.includes('day')).map((kpi) => kpi.id);
  const trend = useQuery(numbersQuery(w, { kpis: daily, ...range, grain: 'day' }));
  return (
    <Faces of={totals} skeleton={<SkeletonTiles tiles={kpis.length} />}>
      {(answer) => (
        <>
          <p className="muted small">
            {rangeText(answer.first, answer.last)}
            {answer.compared !== undefined &&
              ` ${text.overview.versus}, ${rangeText(answer.compared.first, answer.compared.last)}.`}
            {answer.compared !== undefined &&
              answer.compared.leftOut.length > 0 &&
              ` ${text.overview.leftOut(answer.compared.leftOut.map((day) => dayText(day)).join(', '))}`}
            {answer.zonesDiffer && ` ${text.overview.zonesDiffer}`}
          </p>
          <div className="cards">
            {answer.columns.map((column, index) => {
              const kpi = kpis.find((one) => one.id === column.kpi);
              return kpi === undefined ? null : (
                <Tile
                  key={kpi.id}
                  w={w}
                  kpi={kpi}
                  answer={answer}
                  index={index}
                  trend={trend.data}
                  days={days}
                  integrations={integrations}
                />
              );
            })}
          </div>
        </>
      )}
    </Faces>
  );
}

function points(trend: KpiAnswer | undefined, id: string, currency: string | undefined): Point[] {
  const at = trend?.columns.findIndex((column) => column.kpi === id) ?? -1;
  if (trend === undefined || at < 0) {
    return [];
  }
  return trend.totals
    .filter((row) => row.currency === currency)
    .map((row) => {
      const cell = row.cells[at];
      return {
        at: row.first,
        value: cell?.value === undefined ? undefined : Number(cell.value),
        mayChange: cell?.standing.mayChange === true || cell?.standing.partial === true,
      };
    });
}

/** The newest day that every account behind a number has whole. */
function dataThrough(answer: KpiAnswer, kpi: KpiEntry, integrations: readonly Integration[]): string | undefined {
  const days = answer.sources
    .filter((source) => kpi.provider === undefined || source.provider === kpi.provider)
    .map((source) => source.dataThrough ?? integrations.find((one) => one.id === source.integrationId)?.dataThrough);
  return days.includes(undefined) ? undefined : days.sort()[0];
}

/** Why a number is not in the row of a currency in which nothing that has it is connected. */
const NO_ACCOUNT = 'no_integration';

type TileProps = {
  integrations: readonly Integration[];
  w: string;
  kpi: KpiEntry;
  answer: KpiAnswer;
  index: number;
  trend: KpiAnswer | undefined;
  days: number;
};

function Tile({ w, kpi, answer, index, trend, days, integrations }: TileProps) {
  const providerName = useProviderName();
  const column = answer.columns[index];
  if (column === undefined) {
    return null;
  }
  const source = kpi.provider === undefined ? text.overview.blended : providerName(kpi.provider);
  const through = dataThrough(answer, kpi, integrations);
  return answer.totals.map((row) => {
    const cell = row.cells[index];
    // Accounts of another currency, or of none, are of other providers: they lack nothing here.
    if (cell === undefined || (cell.refused?.code === NO_ACCOUNT && answer.totals.length > 1)) {
      return null;
    }
    const refused = column.refused ?? cell.refused;
    const line = points(trend, kpi.id, row.currency);
    return (
      <Link
        key={`${kpi.id} ${row.currency ?? ''}`}
        to="/w/$w/kpis/$kpi"
        params={{ w, kpi: kpi.id }}
        search={{ days: days as 7 | 28 | 90 }}
        className="card tile"
      >
        <strong>{kpi.label}</strong>
        {cell.value === undefined ? (
          <span className="stack tight">
            <strong>{text.overview.failedKpi}</strong>
            <span className="small break">{refused?.reason ?? text.overview.notStored}</span>
          </span>
        ) : (
          <>
            <span className="value">
              <Value cell={cell} kpi={kpi} />
            </span>
            {cell.change !== undefined && <Change change={cell.change} kpi={kpi} cell={cell} />}
          </>
        )}
        {line.length > 1 && <Spark points={line} label={text.overview.trend(kpi.label)} />}
        <span className="foot small muted">
          <span>
            {[source, cell.currency, through === undefined ? undefined : text.overview.through(dayText(through))]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </span>
          {cell.value !== undefined && <Marks standing={cell.standing} />}
        </span>
      </Link>
    );
  });
}
