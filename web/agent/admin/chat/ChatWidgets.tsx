// Live chat on the workspace's own web sites: the widgets, and a new one.
// Source: issue 4 point 6; ui.md, "Empty states teach".
import {
  Badge,
  Button,
  Group,
  Skeleton,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMessageChatbot, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { Empty } from '@shared/ui/Empty';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { AddForm } from '@shared/ui/AddForm';
import { Card } from '@shared/ui/Page';
import adminClasses from '../Admin.module.css';
import { ChatWidgetSettings } from './ChatWidgetSettings';
import { type ChatWidget, useChangeWidget, widgetsQuery } from './queries';

export function ChatWidgets() {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const { data, error, refetch } = useQuery(widgetsQuery);
  const [opened, setOpened] = useState<number | null>(null);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} radius="md" aria-hidden />;
  return (
    <Stack gap="md" mt="lg">
      <div>
        <Title order={2}>{t('title')}</Title>
        <Text size="sm" c="dimmed" maw={720}>
          {t('text')}
        </Text>
      </div>
      {data.items.length === 0 && (
        <Empty icon={IconMessageChatbot} title={t('title')} text={t('none')} />
      )}
      {data.items.map((widget) => (
        <WidgetCard
          key={widget.id}
          widget={widget}
          isOpen={opened === widget.id}
          onToggle={() => setOpened(opened === widget.id ? null : widget.id)}
        />
      ))}
      <AddWidget onAdded={setOpened} />
    </Stack>
  );
}

interface WidgetCardProps {
  widget: ChatWidget;
  isOpen: boolean;
  onToggle: () => void;
}

function WidgetCard({ widget, isOpen, onToggle }: WidgetCardProps) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const change = useChangeWidget(widget.id);
  return (
    <Card>
      <Group justify="space-between" align="flex-start" gap="md">
        <div className={adminClasses.channel}>
          <span className={adminClasses.stripe} style={{ background: widget.color }} />
          <div>
            <Text fw={650}>{widget.name}</Text>
            {widget.sites.length > 0 ? (
              <Text size="sm" c="dimmed">
                {widget.sites.join(' · ')}
              </Text>
            ) : (
              <Badge color="orange" tt="none" h="auto" style={{ whiteSpace: 'normal' }}>
                {t('no_sites')}
              </Badge>
            )}
          </div>
        </div>
        <Group gap="md">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSettings size={15} />}
            aria-expanded={isOpen}
            onClick={onToggle}
          >
            {t('settings')}
          </Button>
          <Switch
            label={t('active')}
            checked={widget.active}
            onChange={(event) => change.mutate({ active: event.currentTarget.checked })}
          />
        </Group>
      </Group>
      {isOpen && <ChatWidgetSettings widget={widget} />}
    </Card>
  );
}

function AddWidget({ onAdded }: { onAdded: (id: number) => void }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const { t: general } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/chat_widgets', { body: { name } })),
    onSuccess: async ({ id }) => {
      setName('');
      await client.invalidateQueries({ queryKey: widgetsQuery.queryKey });
      onAdded(id);
    },
    onError: (error) => notice(error),
  });
  return (
    <Card title={t('add')}>
      <AddForm label={general('actions.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
        <TextInput
          size="xs"
          label={t('name')}
          description={t('name_help')}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </AddForm>
    </Card>
  );
}
