import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { keyPreviewQuery, previewQuery } from '~/api/connects';
import type { Price as Cost, Provider } from '~/api/types';
import { countText } from '~/format/numbers';
import { spanText } from '~/format/times';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import type { Access } from './choose-and-start';
import type { Chosen } from './what-to-sync';

type Props = { w: string; provider: Provider; access: Access; chosen: Chosen };

/** What the choice costs, before anything starts. */
export function Price({ w, provider, access, chosen }: Props) {
  if (chosen.accounts.length === 0) {
    return null;
  }
  return access.way === 'consent' ? (
    <OfConsent w={w} id={access.id} chosen={chosen} />
  ) : (
    <OfKey w={w} entry={{ provider: provider.id, kind: access.kind, key: access.secret }} chosen={chosen} />
  );
}

function OfConsent({ w, id, chosen }: { w: string; id: string; chosen: Chosen }) {
  return <Told of={useQuery(previewQuery(w, id, chosen))} />;
}

type Entry = Parameters<typeof keyPreviewQuery>[1];

function OfKey({ w, entry, chosen }: { w: string; entry: Entry; chosen: Chosen }) {
  return <Told of={useQuery(keyPreviewQuery(w, entry, chosen))} />;
}

function Told({ of: { data, error } }: { of: UseQueryResult<Cost> }) {
  if (error !== null) {
    return <ProblemNote failure={error} />;
  }
  return (
    <p role="status">
      {data === undefined
        ? text.connect.pricing
        : `${text.connect.price(countText(data.days), countText(data.requests), spanText(data.seconds))} ${data.quotaNote}`}
    </p>
  );
}
