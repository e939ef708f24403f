// Adding a customer who has not written yet: somebody who called, for instance.
// Source: product.md, "customer"; api/openapi.yaml, create_customer.
import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorText } from '@shared/ui/errors';

export function AddCustomer() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/customers', {
          body: { email: email.trim(), name: name.trim() || undefined },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customers'] });
      setName('');
      setEmail('');
      setOpened(false);
    },
  });
  const failure = useErrorText(add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setOpened(!opened)}>
          {t('new_customer.add')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="xs" w={260}>
            <Text size="xs" c="dimmed">
              {t('new_customer.exists')}
            </Text>
            <TextInput
              size="xs"
              type="email"
              required
              label={t('users.email')}
              error={add.error && failure}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <TextInput
              size="xs"
              label={t('users.name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button size="xs" type="submit" loading={add.isPending}>
                {t('actions.add')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
