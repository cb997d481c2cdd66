import { setupServer } from 'msw/node';

/** Stands for the API. Its handlers come from `handlers.ts`. */
export const server = setupServer();
