import type { Role } from '~/api/types';

export const ROLES: readonly Role[] = ['viewer', 'editor', 'admin', 'owner'];
