// One email template: name, for whom, its text in each language.
// Source: F068, F070, F071.
import { Button, Drawer, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { EmailTemplate } from '@shared/api/types';
import { vocabularyQuery, useSave } from './queries';
import { WordsEditor } from './WordsEditor';

interface TemplateDrawerProps {
  template: EmailTemplate | null;
  copy: boolean;
  onClose: () => void;
}

export function TemplateDrawer({ template, copy, onClose }: TemplateDrawerProps) {
  const { t } = useTranslation();
  const { data: vocabulary } = useQuery(vocabularyQuery);
  const edited = copy ? null : template;
  const [name, setName] = useState(
    copy && template ? t('center.copy_of', { name: template.name }) : (template?.name ?? ''),
  );
  const [audience, setAudience] = useState(template?.audience ?? 'customers');
  const [words, setWords] = useState(template?.words ?? {});
  const save = useSave(() => {
    const body = { name, audience, words };
    return edited
      ? ok(
          api.PATCH('/api/v1/templates/{id}', {
            params: { path: { id: edited.id } },
            body: { ...body, version: edited.version },
          }),
        )
      : ok(api.POST('/api/v1/templates', { body }));
  }, onClose);
  const remove = useSave(
    (id: number) => ok(api.DELETE('/api/v1/templates/{id}', { params: { path: { id } } })),
    onClose,
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={edited?.name ?? t('center.new_template')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Stack gap="md">
        <TextInput
          required
          label={t('center.template.name')}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('center.template.audience')}
          </Text>
          <SegmentedControl
            aria-label={t('center.template.audience')}
            value={audience}
            onChange={(value) => setAudience(value === 'users' ? 'users' : 'customers')}
            data={[
              { value: 'customers', label: t('center.audience.customers') },
              { value: 'users', label: t('center.audience.users') },
            ]}
          />
        </div>
        <WordsEditor
          kind="template"
          fields={vocabulary?.merge_fields ?? []}
          words={words}
          onChange={(language, text) => setWords((now) => ({ ...now, [language]: text }))}
        />
        <Group justify="space-between">
          {edited ? (
            <Button
              variant="default"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(edited.id)}
            >
              {t('center.delete')}
            </Button>
          ) : (
            <span />
          )}
          <Button
            disabled={name.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            {t('center.save')}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
