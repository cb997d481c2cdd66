import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { newQueryClient } from '~/api/query-client';
import { App } from '~/app/app';
import { newRouter } from '~/app/router';
import { W } from './fixtures';

/** The whole application at an address, with a person who can type and click. */
export function open(address: string) {
  const client = newQueryClient(0);
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = newRouter(client, history);
  const view = render(<App client={client} router={router} />);
  return { ...view, client, router, user: userEvent.setup({ delay: null }), address: () => history.location.href };
}

export const openHere = (rest = '') => open(`/w/${W}${rest}`);
