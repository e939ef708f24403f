// The frame around every screen: navigation, connection bar, quiet-mode banner, live region, palette.
// Invariant: the badge, the sound and the notices work on every screen, not only in the Messenger.
// Source: F013, F014, F135; ui.md, "Screens", "Live", "Keyboard".
import { useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isLanguage, switchLanguage } from '@shared/i18n';
import { LiveProvider, useLive } from '@agent/live/LiveProvider';
import { ConnectionBar, QuietBanner, RefusedBanner } from './Banners';
import { Navigation } from './Navigation';
import { meQuery, sessionQuery } from './queries';
import { useShortcutTarget } from './shortcuts';
import classes from './Shell.module.css';

const Palette = lazy(() => import('./Palette'));
const ShortcutHelp = lazy(() => import('./ShortcutHelp'));

export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  const location = useLocation();
  if (session === null) {
    // On the way there this is still shown for a moment: the door is nothing to come back to.
    if (location.pathname === '/sign-in') return null;
    return <Navigate to="/sign-in" search={{ next: location.href }} />;
  }
  return (
    <LiveProvider>
      <Frame />
    </LiveProvider>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { announcement } = useLive();
  const { palette, help } = useShortcutTarget();
  useOwnSettings();
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t('nav.skip')}
      </a>
      <div className={classes.banners}>
        <ConnectionBar />
        <QuietBanner />
        <RefusedBanner />
      </div>
      <Navigation onPalette={palette.open} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
      <Suspense fallback={null}>
        {palette.opened && <Palette onClose={palette.close} onHelp={help.open} />}
        {help.opened && <ShortcutHelp onClose={help.close} />}
      </Suspense>
    </div>
  );
}

/** Language and theme follow the person to every device. */
function useOwnSettings(): void {
  const { data: me } = useQuery(meQuery);
  const { setColorScheme } = useMantineColorScheme();
  const { i18n } = useTranslation();
  const language = me?.language;
  const theme = me?.theme;
  useEffect(() => {
    if (isLanguage(language) && language !== i18n.language) void switchLanguage(language);
  }, [language, i18n]);
  useEffect(() => {
    if (theme) setColorScheme(theme);
  }, [theme, setColorScheme]);
}
