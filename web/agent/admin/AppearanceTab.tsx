// Administration > Email appearance: colours, logo, header and footer, beside a preview that follows every change.
// Invariant: the preview is made by the code that makes the mail; its frame can run nothing and fetches nothing.
// Source: F125; issue 5 point 6.
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/core/styles/ColorPicker.css';
import '@mantine/core/styles/ColorInput.css';
import { Button, ColorInput, Group, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { EmailAppearance, EmailAppearancePatch } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import classes from './AppearanceTab.module.css';
import { AppearancePreview } from './AppearancePreview';
import { LogoChoice } from './LogoChoice';

const appearanceQuery = queryOptions({
  queryKey: ['email_appearance'],
  queryFn: () => ok(api.GET('/api/v1/email_appearance')),
});

type Look = Required<EmailAppearancePatch>;

const swatches = ['#ffffff', '#f5f7fa', '#fdf6ec', '#eef6f1', '#1f2937', '#2f6fde', '#0f766e'];
const colors = ['background', 'paper', 'accent'] as const;
const words = ['header', 'footer'] as const;

const lookOf = (saved: EmailAppearance): Look => ({
  background: saved.background ?? '',
  paper: saved.paper ?? '',
  accent: saved.accent ?? '',
  header: saved.header,
  footer: saved.footer,
});

export default function AppearanceTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(appearanceQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Card title={t('appearance.title')} text={t('appearance.text')}>
      {data ? <Editor saved={data} /> : <Skeleton height={320} aria-hidden />}
    </Card>
  );
}

function Editor({ saved }: { saved: EmailAppearance }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [look, setLook] = useState(() => lookOf(saved));
  const change = (part: Partial<Look>) => setLook((before) => ({ ...before, ...part }));
  const isChanged = JSON.stringify(look) !== JSON.stringify(lookOf(saved));
  const save = useMutation({
    mutationFn: () => ok(api.PATCH('/api/v1/email_appearance', { body: look })),
    onSuccess: (now) => {
      client.setQueryData(appearanceQuery.queryKey, now);
      setLook(lookOf(now));
      notifications.show({ color: 'teal', message: t('appearance.saved') });
    },
    onError: (error) => notice(error),
  });
  return (
    <div className={classes.both}>
      <Stack gap="md">
        <Group gap="sm" align="flex-start">
          {colors.map((name) => (
            <ColorChoice key={name} name={name} value={look[name]} onChange={change} />
          ))}
        </Group>
        <LogoChoice
          logo={saved.logo}
          onChange={(now) => client.setQueryData(appearanceQuery.queryKey, now)}
        />
        {words.map((name) => (
          <Textarea
            key={name}
            autosize
            minRows={2}
            maxLength={2000}
            label={t(`appearance.${name}`)}
            description={t(`appearance.${name}_text`)}
            value={look[name]}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
        <Group gap="sm">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {t('appearance.save')}
          </Button>
          {isChanged && (
            <>
              <Button variant="subtle" onClick={() => setLook(lookOf(saved))}>
                {t('appearance.undo')}
              </Button>
              <Text size="sm" c="dimmed">
                {t('appearance.unsaved')}
              </Text>
            </>
          )}
        </Group>
      </Stack>
      <AppearancePreview look={look} logo={saved.logo} />
    </div>
  );
}

interface ColorChoiceProps {
  name: (typeof colors)[number];
  value: string;
  onChange: (part: Partial<Look>) => void;
}

/** What is being typed stays in the field; only a whole colour, or none, counts. */
function ColorChoice({ name, value, onChange }: ColorChoiceProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const descriptions = {
    background: t('appearance.background_text'),
    paper: t('appearance.paper_text'),
    accent: null,
  };
  return (
    <ColorInput
      w={170}
      format="hex"
      swatches={swatches}
      withEyeDropper={false}
      placeholder={t('appearance.none')}
      label={t(`appearance.${name}`)}
      description={descriptions[name]}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={typed ?? value}
      onBlur={() => setTyped(null)}
      onChange={(wanted) => {
        const color = wanted.toLowerCase();
        setTyped(wanted);
        if (color === '' || /^#[0-9a-f]{6}$/.test(color)) onChange({ [name]: color });
      }}
    />
  );
}
