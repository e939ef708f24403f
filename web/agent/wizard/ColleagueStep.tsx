// Step 4: whoever answers beside the administrator; more of them are added under Administration later.
// Source: ui.md, "First start"; issue 5 point 9.
import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Role } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { usersQuery } from '@agent/app/queries';
import classes from './WizardPage.module.css';

const roles: Role[] = ['member', 'team_leader', 'administrator'];

export function ColleagueStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [added, setAdded] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/users', { body: { name, email, role } })),
    onSuccess: (user) => {
      setAdded((before) => [...before, user.name]);
      setName('');
      setEmail('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const failure = useErrorText(add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('wizard.colleague_text')}</Text>
      {add.error && (
        <Alert color="red" icon={<IconAlertTriangle />} role="alert">
          {failure}
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('wizard.colleague_name')}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('wizard.colleague_email')}
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Select
            label={t('wizard.colleague_role')}
            allowDeselect={false}
            value={role}
            data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
            onChange={(value) => setRole(roles.find((one) => one === value) ?? 'member')}
          />
          <Button
            type="submit"
            variant={added.length > 0 ? 'default' : 'filled'}
            loading={add.isPending}
          >
            {t('wizard.colleague_add')}
          </Button>
        </Stack>
      </form>
      {added.length > 0 && (
        <ul className={classes.watch} aria-live="polite">
          {added.map((who) => (
            <li key={who} data-state="done">
              <IconCircleCheck size={18} aria-hidden />
              {t('wizard.colleague_added', { name: who })}
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end">
        <Button variant={added.length > 0 ? 'filled' : 'subtle'} onClick={onDone}>
          {added.length > 0 ? t('wizard.go_on') : t('wizard.skip')}
        </Button>
      </Group>
    </Stack>
  );
}
