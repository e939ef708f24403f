// Starts the customers' portal: language first, then the session, then the screen.
// Invariant: nothing is rendered before its texts are here.
// Source: ui.md, "Portal".
import './mantine_styles';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { initialLanguage, type Loaders, startI18n } from '@shared/i18n';
import { resolveCssVariables, theme } from '@shared/ui/theme';
import { createQueryClient } from './queries';
import { createPortalRouter } from './router';

const ownTexts: Loaders = {
  en: () => import('@shared/i18n/portal/en.json'),
  fr: () => import('@shared/i18n/portal/fr.json'),
  it: () => import('@shared/i18n/portal/it.json'),
  ru: () => import('@shared/i18n/portal/ru.json'),
};

async function start(): Promise<void> {
  await startI18n(initialLanguage(), ownTexts);
  const client = createQueryClient();
  const router = createPortalRouter(client);
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
          <Notifications position="bottom-center" zIndex={400} limit={3} />
          <RouterProvider router={router} />
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
