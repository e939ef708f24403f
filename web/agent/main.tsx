// Starts the agent application: language first, then session, then the screen.
// Invariant: nothing is rendered before its texts are here.
// Source: ui.md.
import './app/mantine_styles';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { initialLanguage, startI18n } from '@shared/i18n';
import { createQueryClient } from './app/queries';
import { createAppRouter } from './app/router';
import { resolveCssVariables, theme } from '@shared/ui/theme';

export async function start(): Promise<void> {
  await startI18n(initialLanguage());
  const client = createQueryClient();
  const router = createAppRouter(client);
  const element = document.getElementById('root');
  if (!element) throw new Error('no #root in the page');
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <MantineProvider
          theme={theme}
          defaultColorScheme="auto"
          cssVariablesResolver={resolveCssVariables}
        >
          <Notifications position="bottom-center" zIndex={400} limit={4} />
          <RouterProvider router={router} />
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
