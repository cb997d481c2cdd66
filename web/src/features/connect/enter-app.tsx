import { useQuery } from '@tanstack/react-query';
import { oauthAppsQuery } from '~/api/providers';
import type { Provider } from '~/api/types';
import { AppForm } from '~/parts/app-form';
import { Faces } from '~/parts/faces';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** Before anybody can sign in at a provider, the installation must be known there. */
export function EnterApp({ provider }: { provider: Provider }) {
  const may = useMay();
  const asked = useQuery({ ...oauthAppsQuery, enabled: may.operator });
  return (
    <>
      <h3>{text.connect.appTitle}</h3>
      <p>{text.connect.appHelp(provider.name)}</p>
      {may.operator ? (
        <Faces of={asked}>
          {({ items }) => {
            const app = items.find((one) => one.provider === provider.id);
            return app === undefined ? null : <AppForm app={app} act={text.connect.appSave} />;
          }}
        </Faces>
      ) : (
        <p className="banner">{text.connect.appOperator}</p>
      )}
    </>
  );
}
