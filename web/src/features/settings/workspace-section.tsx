import { useQuery } from '@tanstack/react-query';
import { isProblem, type Tagged } from '~/api/client';
import { useChangeWorkspace, workspaceQuery } from '~/api/people';
import type { WorkspaceSummary } from '~/api/types';
import { Button } from '~/design/button';
import { SelectField, TextField } from '~/design/field';
import { Card } from '~/design/page';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export function WorkspaceSection({ w }: { w: string }) {
  const asked = useQuery(workspaceQuery(w));
  return <Faces of={asked}>{(known) => <Form w={w} known={known} />}</Faces>;
}

function Form({ w, known: { value, etag } }: { w: string; known: Tagged<WorkspaceSummary> }) {
  const may = useMay();
  const say = useSay();
  const save = useChangeWorkspace(w);
  const [draft, change, forget] = useDraft(`workspace.${w}`, {
    name: value.name,
    zone: value.zone,
    weekStart: value.weekStart,
  });
  const errors = save.error?.fields ?? {};
  return (
    <Card title={text.settings.sections.workspace}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { ...draft, etag },
            {
              onSuccess: () => {
                forget();
                say(text.common.saved);
              },
            },
          );
        }}
      >
        <TextField
          label={text.settings.name}
          required
          value={draft.name}
          error={errors.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <SelectField
          label={text.settings.zone}
          value={draft.zone}
          error={errors.zone}
          options={[...new Set([draft.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => [zone, zone])}
          onChange={(event) => change({ zone: event.target.value })}
        />
        <SelectField
          label={text.settings.weekStart}
          value={draft.weekStart}
          error={errors.weekStart}
          options={WEEK.map((day) => [day, day.charAt(0).toUpperCase() + day.slice(1)])}
          onChange={(event) => change({ weekStart: WEEK.find((day) => day === event.target.value) ?? draft.weekStart })}
        />
        {save.error !== null && isProblem(save.error, 'stale_etag') ? (
          <p className="banner warn" role="alert">
            {text.connection.changedMeanwhile}
          </p>
        ) : (
          <ProblemNote failure={save.error} />
        )}
        {may.manage && (
          <div className="row end">
            <Button primary type="submit" busy={save.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
