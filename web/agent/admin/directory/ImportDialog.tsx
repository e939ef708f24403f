// Importing a CSV file: choosing it shows what would happen to each row; only then can it happen.
// Invariant: nothing is changed before the button is pressed; the report of what was done stays until it is closed.
// Source: api/openapi.yaml, import_directory.
import { Alert, Button, FileInput, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { DirectoryKind } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { ImportReportTable } from './ImportReportTable';

const listsOf: Record<DirectoryKind, string[]> = {
  customers: ['customers', 'organizations'],
  organizations: ['organizations', 'customers'],
  users: ['users', 'teams'],
  teams: ['teams'],
  projects: ['projects', 'project'],
  timesheets: ['timesheets', 'timesheet'],
};

function useImport(kind: DirectoryKind) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, trial }: { file: File; trial: boolean }) =>
      ok(
        api.POST('/api/v1/directory/{kind}/csv', {
          params: { path: { kind }, query: { dry_run: trial } },
          headers: { 'Content-Type': 'text/csv' },
          // The bytes as they are: the server says when they are no UTF-8.
          body: '',
          bodySerializer: () => file,
        }),
      ),
    onSuccess: async (report) => {
      if (report.dry_run) return;
      for (const key of listsOf[kind]) await client.invalidateQueries({ queryKey: [key] });
    },
  });
}

interface ImportDialogProps {
  kind: DirectoryKind;
  onClose: () => void;
}

export default function ImportDialog({ kind, onClose }: ImportDialogProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const run = useImport(kind);
  const failure = useErrorText(run.error);
  const report = run.data;
  const choose = (chosen: File | null) => {
    setFile(chosen);
    run.reset();
    if (chosen) run.mutate({ file: chosen, trial: true });
  };
  const wanted = report ? report.created + report.changed : 0;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('directory.import_title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('directory.import_text')} {kind === 'users' && t('directory.welcome')}
        </Text>
        <FileInput
          label={t('directory.file')}
          placeholder={t('directory.choose')}
          accept=".csv,.txt,text/csv"
          leftSection={<IconUpload size={16} />}
          clearable
          clearButtonProps={{ 'aria-label': t('actions.clear') }}
          value={file}
          onChange={choose}
        />
        {run.isPending && <Skeleton height={160} radius="md" aria-hidden />}
        {run.error && <Alert color="red">{failure}</Alert>}
        {report && (
          <>
            <Text size="sm" fw={600} role="status">
              {report.dry_run ? t('directory.trial') : t('directory.done')}
            </Text>
            <ImportReportTable kind={kind} report={report} />
          </>
        )}
        <Group justify="flex-end">
          {report && !report.dry_run ? (
            <>
              <Button variant="default" onClick={() => choose(null)}>
                {t('directory.again')}
              </Button>
              <Button onClick={onClose}>{t('actions.close')}</Button>
            </>
          ) : (
            <Button
              disabled={!file || wanted === 0}
              loading={run.isPending}
              onClick={() => file && run.mutate({ file, trial: false })}
            >
              {report && wanted === 0 ? t('directory.go_nothing') : t('directory.go')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
