// Who will be told of what is being written, how, and when; before it is sent.
// Invariant: the server decides, by the same rule that will decide at sending; this line only shows it.
// Source: product.md, "Foresee"; api/openapi.yaml, foresee_audience.
import { Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  IconAlertTriangle,
  IconBellOff,
  IconInbox,
  IconMail,
  IconMessageCircle,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AudienceEntry } from '@shared/api/types';
import { duration } from '@shared/time';
import { useInWords } from '@shared/wording';
import { audienceQuery, conversationQuery, meQuery } from '@agent/app/queries';
import { splitAudience } from './audience';
import { personKey } from './message_cache';
import type { Asked } from './PersonExplainDrawer';
import classes from './Composer.module.css';

const PersonExplainDrawer = lazy(() =>
  import('./PersonExplainDrawer').then(({ PersonExplainDrawer: drawer }) => ({ default: drawer })),
);

const shownFirst = 4;
const refreshWhileWritingMs = 15_000;

interface AudienceLineProps {
  conversationId: number;
  writing: boolean;
  mentions: number[];
}

export function AudienceLine({ conversationId, writing, mentions }: AudienceLineProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  // The drawer is fetched when it is first asked for, and stays so that it can slide away.
  const [everAsked, setEverAsked] = useState(false);
  if (asked && !everAsked) setEverAsked(true);
  // Of an item, a name opens what that person got of it.
  const { data: conversation } = useQuery(conversationQuery(conversationId));
  const itemId = conversation?.item?.id;
  const ask = itemId === undefined ? undefined : setAsked;
  const { data: me } = useQuery(meQuery);
  const { data, isError } = useQuery({
    ...audienceQuery(conversationId, mentions),
    placeholderData: keepPreviousData,
    refetchInterval: writing ? refreshWhileWritingMs : false,
  });
  if (isError) return <p className={classes.audience}>{t('audience.unknown')}</p>;
  if (!data) return <p className={classes.audience}>{t('audience.loading')}</p>;
  const { told, untold } = splitAudience(data.items, me?.id);
  const shown = all ? told : told.slice(0, shownFirst);
  const hidden = told.length - shown.length;
  return (
    <div className={classes.audience} data-testid="audience" aria-live="polite">
      {told.map((entry) => (
        <Caution key={personKey(entry.person)} entry={entry} />
      ))}
      <p>
        <b>{told.length > 0 ? t('audience.told') : t('audience.nobody')}</b>{' '}
        {shown.map((entry) => (
          <Who key={personKey(entry.person)} entry={entry} ask={ask} />
        ))}
        {!all && hidden + untold.length > 0 && (
          <button
            type="button"
            className={classes.more}
            aria-expanded={false}
            onClick={() => setAll(true)}
          >
            {hidden > 0
              ? t('audience.more', { count: hidden })
              : t('audience.not_told', { count: untold.length })}
          </button>
        )}
      </p>
      {all && untold.length > 0 && (
        <p>
          <b>{t('audience.not_told_label')}</b>{' '}
          {untold.map((entry) => (
            <Who key={personKey(entry.person)} entry={entry} ask={ask} />
          ))}
        </p>
      )}
      {itemId !== undefined && everAsked && (
        <Suspense fallback={null}>
          <PersonExplainDrawer itemId={itemId} person={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </div>
  );
}

/** What whoever writes should know first: the mail is unwanted there, or comes back. (BNC-4, BNC-7) */
function Caution({ entry }: { entry: AudienceEntry }) {
  const { t } = useTranslation();
  if (!entry.caution) return null;
  return (
    <p className={classes.caution} role="note" data-caution={entry.caution}>
      <IconAlertTriangle size={14} aria-hidden />{' '}
      {t(`audience.caution.${entry.caution}`, { name: entry.person.name })}
    </p>
  );
}

function Who({ entry, ask }: { entry: AudienceEntry; ask?: (person: Asked) => void }) {
  const words = useAudienceWords();
  const inWords = useInWords();
  const said = (
    <>
      <ChannelIcon entry={entry} />
      <span>
        <b>{entry.person.name}</b> {entry.told && words(entry)}
      </span>
    </>
  );
  return (
    <Tooltip label={inWords(entry.rule_wording, entry.rule_text)} multiline maw={320}>
      {ask ? (
        <button
          type="button"
          className={classes.who}
          data-told={entry.told}
          onClick={() => ask(entry.person)}
        >
          {said}
        </button>
      ) : (
        <span className={classes.who} data-told={entry.told}>
          {said}
        </span>
      )}
    </Tooltip>
  );
}

function ChannelIcon({ entry }: { entry: AudienceEntry }) {
  if (!entry.told) return <IconBellOff size={13} aria-hidden />;
  if (entry.channel === 'email') return <IconMail size={13} aria-hidden />;
  if (entry.channel === 'chat' || entry.channel === 'portal') {
    return <IconMessageCircle size={13} aria-hidden />;
  }
  return <IconInbox size={13} aria-hidden />;
}

function useAudienceWords(): (entry: AudienceEntry) => string {
  const { t, i18n } = useTranslation();
  return (entry) => {
    const seconds = entry.email_after_seconds ?? 0;
    const after = duration(seconds, i18n.language);
    const channel = entry.channel === 'none' ? 'messenger' : entry.channel;
    if (entry.email === 'at_once') {
      return seconds > 0 ? t('audience.email_in', { after }) : t('audience.email_now');
    }
    const place = t(`channel.${channel}`);
    if (entry.email === 'never') return t('audience.only', { place });
    return t('audience.then_email', { place, after });
  };
}
