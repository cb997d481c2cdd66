import { useQuery } from '@tanstack/react-query';
import { isProblem } from '~/api/client';
import { useChangeSettings } from '~/api/integrations';
import { providersQuery } from '~/api/providers';
import type { Integration, Provider, SettingsValues } from '~/api/types';
import { Button } from '~/design/button';
import { SelectField } from '~/design/field';
import { Card } from '~/design/page';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { hasSettings, SchemaForm } from '~/parts/schema-form';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

const HOURS = [1, 2, 4, 6, 12, 24];

export function SettingsTab({ w, of, etag }: { w: string; of: Integration; etag: string }) {
  const asked = useQuery(providersQuery);
  return (
    <Faces of={asked}>
      {({ items }) => {
        const provider = items.find((one) => one.id === of.provider);
        return provider === undefined ? null : <Form w={w} of={of} etag={etag} provider={provider} />;
      }}
    </Faces>
  );
}

/** The interval, a cron expression that only another program can change, or nothing for the installation's own. */
const chosenSchedule = (of: Integration): string =>
  of.schedule.standard ? '' : (of.schedule.every ?? of.schedule.cron ?? '');

type Props = { w: string; of: Integration; etag: string; provider: Provider };

/** A change names the version that it was made from, so that two people do not undo each other. */
function Form({ w, of, etag, provider }: Props) {
  const may = useMay();
  const say = useSay();
  const save = useChangeSettings(w, of.id);
  const [draft, change, forget] = useDraft<{ settings: SettingsValues; every: string }>(`settings.${of.id}`, {
    settings: {},
    every: chosenSchedule(of),
  });
  const values = { ...of.settings, ...draft.settings };
  const offered = ['', ...HOURS.map((hours) => `PT${hours}H`)];
  const before = chosenSchedule(of);
  const stale = save.error !== null && isProblem(save.error, 'stale_etag');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          {
            etag,
            settings: draft.settings,
            ...(draft.every === before
              ? {}
              : { schedule: draft.every === '' ? { standard: true } : { every: draft.every } }),
          },
          {
            onSuccess: () => {
              forget();
              change({ settings: {} });
              forget();
              say(text.connection.saved);
            },
          },
        );
      }}
    >
      <Card title={text.connection.settings}>
        {hasSettings(provider.settingsSchema) ? (
          <SchemaForm
            schema={provider.settingsSchema}
            values={values}
            errors={save.error?.fields ?? {}}
            onChange={(settings) =>
              change({
                settings: Object.fromEntries(
                  Object.entries(settings).filter(([name, value]) => value !== of.settings[name]),
                ),
              })
            }
          />
        ) : (
          <p className="muted">{text.connection.noSettings}</p>
        )}
      </Card>
      <Card title={text.connection.schedule}>
        <SelectField
          label={text.connection.howOften}
          hint={of.schedule.text}
          error={save.error?.fields['schedule.every']}
          value={draft.every}
          options={[
            ['', text.connection.scheduleStandard],
            ...(offered.includes(before) ? [] : [[before, text.connection.scheduleOther(of.schedule.text)] as const]),
            ...HOURS.map((hours) => [`PT${hours}H`, text.connection.everyHours(hours)] as const),
          ]}
          onChange={(event) => change({ every: event.target.value })}
        />
      </Card>
      {stale ? (
        <div className="banner warn" role="alert">
          {text.connection.changedMeanwhile}
        </div>
      ) : (
        <ProblemNote failure={save.error} />
      )}
      {may.connect && (
        <div className="row end">
          <Button primary type="submit" busy={save.isPending}>
            {text.common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
