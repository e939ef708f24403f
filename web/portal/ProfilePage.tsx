// What the customer says about themselves: name and language.
// Source: issue point 7; product.md, "Speaks the seeds' languages".
import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { PortalCustomer, PortalSession } from '@shared/api/types';
import { isLanguage, type Language } from '@shared/i18n';
import { useErrorNotice } from '@shared/ui/errors';
import { LanguageMenu } from '@shared/ui/LanguageMenu';
import classes from './portal.module.css';
import { sessionQuery } from './queries';

export function ProfilePage() {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuery);
  return (
    <div className={classes.page}>
      <Link to="/" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('portal.back')}
      </Link>
      <Title order={1}>{t('nav.profile')}</Title>
      {session && <ProfileForm customer={session.customer} />}
    </div>
  );
}

function useChangeProfile() {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (body: { name?: string; language?: Language }) =>
      ok(api.PATCH('/api/v1/portal/profile', { body })),
    onSuccess: (customer) => {
      client.setQueryData<PortalSession | null>(
        sessionQuery.queryKey,
        (session) => session && { ...session, customer },
      );
      notifications.show({ message: t('portal.saved') });
    },
    onError: (error) => notice(error),
  });
}

function ProfileForm({ customer }: { customer: PortalCustomer }) {
  const { t } = useTranslation();
  const [name, setName] = useState(customer.name);
  const change = useChangeProfile();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name: name.trim() });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack gap="md" align="flex-start">
        <Text size="sm">{customer.email}</Text>
        <TextInput
          label={t('users.name')}
          w="100%"
          maw={420}
          required
          maxLength={200}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Stack gap={4}>
          <Text size="sm" fw={500}>
            {t('profile.language')}
          </Text>
          <LanguageMenu
            onChange={(language) => {
              if (isLanguage(language)) change.mutate({ language });
            }}
          />
        </Stack>
        <Button type="submit" loading={change.isPending}>
          {t('portal.save')}
        </Button>
      </Stack>
    </form>
  );
}
