import { queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { Invariant, Simulation, SystemStatus } from './types';

export const systemQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }): Promise<SystemStatus> => answer(api.GET('/api/v1/system/status', { signal })),
});

export const useDoctor = (): Act<void, { items: Invariant[] }> =>
  useAct(async (_, headers) => answer(api.POST('/api/v1/system/doctor', { headers })));

export const simulationQuery = queryOptions({
  queryKey: keys.simulation,
  queryFn: ({ signal }): Promise<Simulation> => answer(api.GET('/api/v1/demo/simulation', { signal })),
});

export const useSimulate = (): Act<string, Simulation> =>
  useAct(
    async (fault) => answer(api.PUT('/api/v1/demo/simulation/{fault}', { params: { path: { fault } } })),
    [keys.simulation],
  );

export const useEndSimulation = (): Act<void, Simulation> =>
  useAct(async () => answer(api.DELETE('/api/v1/demo/simulation')), [keys.simulation]);
