// Lines across the top that nobody can miss: the live connection is lost; no mail leaves (quiet mode);
// a mail server refuses our sign-in. Source: ui.md, "Live"; product.md, "Try without spamming"; F090; OUT-7.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCloudOff, IconMailOff, IconMailX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { When } from '@shared/ui/When';
import { useLive } from '@agent/live/LiveProvider';
import { meQuery } from './queries';
import classes from './Shell.module.css';

const patienceMs = 1_500;

/** Appears only when the loss lasts: a hiccup of a second is nobody's business. */
export function ConnectionBar() {
  const { state, retry } = useLive();
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state !== 'lost') {
      setShown(false);
      return;
    }
    const timer = window.setTimeout(() => setShown(true), patienceMs);
    return () => window.clearTimeout(timer);
  }, [state]);
  if (!shown) return null;
  return (
    <div className={classes.bar} data-kind="lost" role="status">
      <IconCloudOff size={16} aria-hidden />
      <span>{t('live.lost')}</span>
      <button type="button" className="mantine-reset" onClick={retry}>
        {t('live.retry')}
      </button>
    </div>
  );
}

export function QuietBanner() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const quiet = me?.quiet_mode;
  if (!quiet?.enabled) return null;
  return (
    <div className={classes.bar} data-kind="quiet" role="status">
      <IconMailOff size={16} aria-hidden />
      <span>
        {t('quiet.banner')} {quiet.until && <When at={quiet.until} />}
      </span>
      {me?.role === 'administrator' && (
        <Link to="/admin/$tab" params={{ tab: 'filters' }}>
          {t('quiet.settings')}
        </Link>
      )}
    </div>
  );
}

/** For administrators: whatever goes through these connectors waits until somebody looks after them. */
export function RefusedBanner() {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const names = me?.sign_ins_refused ?? [];
  if (names.length === 0) return null;
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(names);
  return (
    <div className={classes.bar} data-kind="refused" role="status" data-testid="sign-in-refused">
      <IconMailX size={16} aria-hidden />
      <span>{t('refused.banner', { names: list })}</span>
      <Link to="/admin/$tab" params={{ tab: 'connectors' }}>
        {t('refused.link')}
      </Link>
    </div>
  );
}
