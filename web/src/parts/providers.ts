import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '~/api/providers';
import type { Provider } from '~/api/types';

export function useProvider(id: string): Provider | undefined {
  return useQuery(providersQuery).data?.items.find((provider) => provider.id === id);
}

/** Names for people; an id stands for itself until they are known. */
export function useProviderName(): (id: string) => string {
  const items = useQuery(providersQuery).data?.items ?? [];
  return (id) => items.find((provider) => provider.id === id)?.name ?? id;
}

/** A report's title as its provider gives it. */
export function useStreamName(provider: string): (name: string) => string {
  const streams = useProvider(provider)?.streams ?? [];
  return (name) => streams.find((stream) => stream.name === name)?.label ?? name;
}
