// My own settings: language, theme, sound, undo delay, signature, what I am told of, my password.
// Source: F012, F044, F178; OUT-14; ui.md, "My profile".
import {
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconVolume } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { isLanguage, languageNames, languages } from '@shared/i18n';
import type { Me } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { Card, Page } from '@shared/ui/Page';
import { meQuery } from '@agent/app/queries';
import { playTone } from '@agent/live/attention';
import { InvitationCards } from '@agent/talk/InvitationCards';
import { PreferencesForm } from './PreferencesForm';
import { useChangeMe } from './use_change_me';

export function ProfilePage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const change = useChangeMe();
  return (
    <Page title={t('nav.profile')} text={t('profile.text')} narrow>
      {me ? (
        <>
          <InvitationCards />
          <Card title={t('profile.you')}>
            <You me={me} />
          </Card>
          <Card title={t('profile.notifications')} text={t('profile.notifications_text')}>
            <PreferencesForm
              value={me.notification_preferences}
              mayChangeAccess={me.role === 'administrator'}
              onChange={(patch) => change.mutate({ notification_preferences: patch })}
            />
          </Card>
          <Card title={t('profile.password')} text={t('profile.password_text')}>
            <Password />
          </Card>
        </>
      ) : (
        <Skeleton height={420} radius="md" aria-hidden />
      )}
    </Page>
  );
}

const themes = ['auto', 'light', 'dark'] as const;
const undoChoices = [0, 5, 10, 20, 30, 60, 120];

function You({ me }: { me: Me }) {
  const { t } = useTranslation();
  const change = useChangeMe();
  const [name, setName] = useState(me.name);
  const [signature, setSignature] = useState(me.signature);
  return (
    <Stack gap="md">
      <Group grow align="flex-start">
        <TextInput
          label={t('profile.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => {
            if (name.trim() && name !== me.name) change.mutate({ name: name.trim() });
          }}
        />
        <Select
          label={t('profile.language')}
          value={me.language}
          data={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => {
            if (isLanguage(value)) change.mutate({ language: value });
          }}
        />
      </Group>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('profile.theme')}
        </Text>
        <SegmentedControl
          aria-label={t('profile.theme')}
          value={me.theme}
          data={themes.map((value) => ({ value, label: t(`profile.themes.${value}`) }))}
          onChange={(value) => {
            const theme = themes.find((known) => known === value);
            if (theme) change.mutate({ theme });
          }}
        />
      </div>
      <Group gap="sm">
        <Switch
          label={t('profile.sound')}
          checked={me.sound}
          onChange={(event) => change.mutate({ sound: event.currentTarget.checked })}
        />
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconVolume size={14} />}
          onClick={playTone}
        >
          {t('profile.sound_try')}
        </Button>
      </Group>
      <Select
        label={t('profile.undo')}
        description={t('profile.undo_text')}
        w={{ base: '100%', sm: 320 }}
        value={String(me.undo_send_seconds)}
        data={[...new Set([...undoChoices, me.undo_send_seconds])]
          .sort((a, b) => a - b)
          .map((seconds) => ({
            value: String(seconds),
            label:
              seconds === 0 ? t('profile.undo_off') : t('profile.undo_seconds', { count: seconds }),
          }))}
        onChange={(value) => change.mutate({ undo_send_seconds: Number(value) })}
      />
      <Textarea
        label={t('profile.signature')}
        description={t('profile.signature_text')}
        autosize
        minRows={2}
        maxRows={8}
        value={signature}
        onChange={(event) => setSignature(event.currentTarget.value)}
        onBlur={() => {
          if (signature !== me.signature) change.mutate({ signature });
        }}
      />
    </Stack>
  );
}

const passwordMin = 8;

function Password() {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/me/password', {
          body: { current_password: current, new_password: next },
        }),
      ),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      notifications.show({ color: 'teal', message: t('profile.password_changed') });
    },
  });
  const failure = useErrorText(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={360}>
        <PasswordInput
          label={t('profile.password_current')}
          autoComplete="current-password"
          required
          value={current}
          error={save.error && failure}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('profile.password_new')}
          description={t('profile.password_rule', { count: passwordMin })}
          autoComplete="new-password"
          required
          minLength={passwordMin}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
          {t('profile.password_save')}
        </Button>
      </Stack>
    </form>
  );
}
