// Administration > Portal: whether there is one, who may come in, how it looks, what can be asked for, how it is closed.
// Source: issue point 7; product-facts.md 1.6, 1.10.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/core/styles/ColorPicker.css';
import '@mantine/core/styles/ColorInput.css';
import {
  Alert,
  Anchor,
  Button,
  ColorInput,
  Group,
  Radio,
  Skeleton,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { sendPicture } from '@shared/api/send_picture';
import type { PortalSettings, PortalSettingsPatch } from '@shared/api/types';
import { languageNames, languages } from '@shared/i18n';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { ImageChoice } from '@shared/ui/ImageChoice';
import { Card } from '@shared/ui/Page';
import { PortalForms } from './PortalForms';

const settingsQuery = queryOptions({
  queryKey: ['portal_settings'],
  queryFn: () => ok(api.GET('/api/v1/portal_settings')),
});

export default function PortalTab() {
  const { data, error, refetch } = useQuery(settingsQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" aria-hidden />;
  return (
    <Stack gap="md">
      <Door settings={data} />
      <Look settings={data} />
      <PortalForms settings={data} />
      <ClosingWords settings={data} />
    </Stack>
  );
}

export function useSavePortal() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: (body: PortalSettingsPatch) => ok(api.PATCH('/api/v1/portal_settings', { body })),
    onSuccess: (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      notifications.show({ message: t('portal_admin.saved') });
    },
    onError: (error) => notice(error),
  });
}

function Door({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation();
  const save = useSavePortal();
  const address = `${window.location.origin}/portal`;
  return (
    <Card
      title={t('portal_admin.door_title')}
      text={t('portal_admin.door_text', { address })}
      actions={
        settings.enabled && (
          <Anchor href="/portal/" target="_blank" size="sm" style={{ whiteSpace: 'nowrap' }}>
            {t('portal_admin.preview')} <IconExternalLink size={14} aria-hidden />
          </Anchor>
        )
      }
    >
      <Stack gap="md">
        {!settings.has_public_address && (
          <Alert color="yellow" variant="light" icon={<IconAlertTriangle />}>
            {t('portal_admin.no_address')}
          </Alert>
        )}
        <Switch
          label={t('portal_admin.enabled')}
          checked={settings.enabled}
          onChange={(event) => save.mutate({ enabled: event.currentTarget.checked })}
        />
        <Radio.Group
          label={t('portal_admin.who')}
          value={settings.door}
          onChange={(value) =>
            save.mutate({ door: value === 'anybody' ? 'anybody' : 'known_customers' })
          }
        >
          <Stack gap={6} mt={6}>
            <Radio value="known_customers" label={t('portal_admin.known_customers')} />
            <Radio value="anybody" label={t('portal_admin.anybody')} />
          </Stack>
        </Radio.Group>
      </Stack>
    </Card>
  );
}

function Look({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation();
  const save = useSavePortal();
  const [title, setTitle] = useState(settings.title);
  const [color, setColor] = useState(settings.color);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ title: title.trim(), color });
  };
  return (
    <Card title={t('portal_admin.look_title')}>
      <Stack gap="md">
        <form onSubmit={submit}>
          <Group align="flex-end" gap="sm">
            <TextInput
              label={t('portal_admin.title')}
              placeholder="Postroom"
              maxLength={100}
              w={280}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <ColorInput
              label={t('portal_admin.color')}
              w={150}
              withEyeDropper={false}
              value={color}
              onChange={(value) => setColor(value.toLowerCase())}
            />
            <Button type="submit" loading={save.isPending}>
              {t('portal_admin.save')}
            </Button>
          </Group>
        </form>
        <LogoChoice settings={settings} />
      </Stack>
    </Card>
  );
}

function LogoChoice({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const change = useMutation({
    mutationFn: (file: File | null) =>
      sendPicture<PortalSettings>('/api/v1/portal_settings/logo', file),
    onSuccess: (changed) => client.setQueryData(settingsQuery.queryKey, changed),
    onError: (error) => notice(error),
  });
  return (
    <ImageChoice
      url={settings.logo_url}
      accept="image/png,image/jpeg,image/gif,image/webp"
      isPending={change.isPending}
      onChange={change.mutate}
      words={{
        label: t('portal_admin.logo'),
        choose: t('portal_admin.choose_logo'),
        remove: t('portal_admin.remove_logo'),
        text: t('portal_admin.logo_text'),
      }}
    />
  );
}

function ClosingWords({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation();
  const save = useSavePortal();
  const [words, setWords] = useState(settings.closing_words);
  return (
    <Card title={t('portal_admin.words_title')} text={t('portal_admin.words_text')}>
      <Stack gap="sm">
        <Switch
          label={t('portal_admin.closes')}
          checked={settings.closes_by_word}
          onChange={(event) => save.mutate({ closes_by_word: event.currentTarget.checked })}
        />
        {languages.map((language) => (
          <TagsInput
            key={language}
            label={t('portal_admin.words_of', { language: languageNames[language] })}
            disabled={!settings.closes_by_word}
            maxTags={20}
            value={words[language]}
            onChange={(list) => setWords((all) => ({ ...all, [language]: list }))}
          />
        ))}
        <Group>
          <Button
            disabled={!settings.closes_by_word}
            loading={save.isPending}
            onClick={() => save.mutate({ closing_words: words })}
          >
            {t('portal_admin.save')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
