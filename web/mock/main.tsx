// Starts the agent application against the development mock instead of a server.
// Invariant: only `npm run dev:mock` and tests load this; no build does.
import { installMock } from './server';

installMock(window);
await import('../agent/main');
