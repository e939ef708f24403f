// No sound, flashing tab or browser notification for a while: of this conversation, or of everything.
// Invariant: it says what stays: messages are unread and counted, emails go by the notification preferences.
// Source: issue 4 point 5 (mute for 1 h / until tomorrow; browser notification, opt-in).
import { ActionIcon, Menu, Text, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBell, IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { momentText } from '@shared/time';
import { useErrorNotice } from '@shared/ui/errors';
import { useNow } from '@shared/ui/When';
import { mutesQuery } from '@agent/app/queries';
import { useShortcuts } from '@agent/app/shortcuts';
import { desktopState, setDesktop } from '@agent/live/signals';
import { inAnHour, mutedUntil, tomorrowMorning } from './mute_times';

interface MuteMenuProps {
  conversationId: number;
}

export function MuteMenu({ conversationId }: MuteMenuProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery(mutesQuery);
  const here = mutedUntil(data?.items, conversationId, now);
  const everything = mutedUntil(data?.items, null, now);
  const until = everything ?? here;
  const change = useChangeMute();
  useShortcuts({ m: () => setOpened(true) });
  const label = until
    ? t('mute.until', { at: momentText(until, i18n.language, now) })
    : t('mute.button');
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Tooltip label={`${label} · M`}>
          <ActionIcon
            variant={until ? 'light' : 'subtle'}
            color={until ? 'orange' : 'gray'}
            size="lg"
            aria-label={label}
          >
            {until ? <IconBellOff size={20} stroke={1.6} /> : <IconBell size={20} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('mute.conversation')}</Menu.Label>
        <Times muted={here} change={(at) => change({ conversationId, at })} />
        <Menu.Label>{t('mute.everything')}</Menu.Label>
        <Times muted={everything} change={(at) => change({ conversationId: null, at })} />
        <Menu.Divider />
        <DesktopSwitch />
        <Text size="xs" c="dimmed" px="sm" py={6}>
          {t('mute.explain')}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}

interface TimesProps {
  muted: string | null;
  change: (until: string | null) => void;
}

function Times({ muted, change }: TimesProps) {
  const { t } = useTranslation();
  return (
    <>
      <Menu.Item onClick={() => change(inAnHour())}>{t('mute.hour')}</Menu.Item>
      <Menu.Item onClick={() => change(tomorrowMorning())}>{t('mute.tomorrow')}</Menu.Item>
      {muted && <Menu.Item onClick={() => change(null)}>{t('mute.end')}</Menu.Item>}
    </>
  );
}

function DesktopSwitch() {
  const { t } = useTranslation();
  const [state, setState] = useState(desktopState);
  const fixed = state === 'unsupported' || state === 'blocked';
  return (
    <Menu.Item
      closeMenuOnClick={false}
      disabled={fixed}
      onClick={() => void setDesktop(state !== 'on').then(setState)}
    >
      {t(`mute.desktop_${state}`)}
    </Menu.Item>
  );
}

interface Change {
  conversationId: number | null;
  at: string | null;
}

function useChangeMute(): (change: Change) => void {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { mutate } = useMutation({
    mutationFn: async ({ conversationId, at }: Change) => {
      if (conversationId === null) {
        await (at
          ? ok(api.PUT('/api/v1/me/mute', { body: { until: at } }))
          : ok(api.DELETE('/api/v1/me/mute')));
        return;
      }
      const params = { path: { id: conversationId } };
      await (at
        ? ok(api.PUT('/api/v1/conversations/{id}/mute', { params, body: { until: at } }))
        : ok(api.DELETE('/api/v1/conversations/{id}/mute', { params })));
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: mutesQuery.queryKey });
      void client.invalidateQueries({ queryKey: ['conversations'] });
    },
    onError: (error) => notice(error),
  });
  return mutate;
}
