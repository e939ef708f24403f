// What became of each row of an imported table, what was refused first; all of it as a file.
// Source: api/openapi.yaml, ImportReport.
import { Badge, Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@shared/api/client';
import type { DirectoryKind, ImportOutcome, ImportReport, ImportRow } from '@shared/api/types';
import { useErrorWords } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import page from '@shared/ui/Page.module.css';
import { csvOf } from './csv';

const outcomes: ImportOutcome[] = ['refused', 'created', 'changed', 'unchanged'];
const colors: Record<ImportOutcome, string> = {
  refused: 'red',
  created: 'teal',
  changed: 'orange',
  unchanged: 'gray',
};
const shownMost = 200;

interface ImportReportTableProps {
  kind: DirectoryKind;
  report: ImportReport;
}

export function ImportReportTable({ kind, report }: ImportReportTableProps) {
  const { t } = useTranslation();
  const detailsOf = useDetails();
  const rows = outcomes.flatMap((outcome) => report.rows.filter((row) => row.outcome === outcome));
  const save = () => {
    const heads = ['row', 'name', 'result', 'details'] as const;
    const table = report.rows.map((row) => [
      String(row.row),
      row.name,
      t(`directory.outcome.${row.outcome}`),
      detailsOf(row).join('; '),
    ]);
    saveFile(`${kind}-report.csv`, csvOf([heads.map((head) => t(`directory.${head}`)), ...table]));
  };
  return (
    <>
      <Group gap={8}>
        {outcomes.map((outcome) => (
          <Badge key={outcome} size="lg" color={colors[outcome]} data-outcome={outcome}>
            {`${t(`directory.outcome.${outcome}`)}: ${report[outcome]}`}
          </Badge>
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconDownload size={14} />}
          onClick={save}
        >
          {t('directory.report')}
        </Button>
      </Group>
      {report.unread_columns.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('directory.unread', { columns: report.unread_columns.join(', ') })}
        </Text>
      )}
      <Table
        columns={[
          t('directory.row'),
          t('directory.name'),
          t('directory.result'),
          t('directory.details'),
        ]}
        style={{ maxHeight: 360 }}
      >
        {rows.slice(0, shownMost).map((row) => (
          <tr key={row.row}>
            <td className={page.soft}>{row.row}</td>
            <td>{row.name}</td>
            <td>
              <Badge color={colors[row.outcome]}>{t(`directory.outcome.${row.outcome}`)}</Badge>
            </td>
            <td>
              {detailsOf(row).map((line) => (
                <div key={line}>{line}</div>
              ))}
            </td>
          </tr>
        ))}
      </Table>
      {rows.length > shownMost && (
        <Text size="xs" c="dimmed">
          {t('directory.more_rows', { count: rows.length, shown: shownMost })}
        </Text>
      )}
    </>
  );
}

/** A row's changes, or why it was refused, a line each. */
function useDetails() {
  const { t } = useTranslation();
  const words = useErrorWords();
  return ({ problem, changes }: ImportRow): string[] => {
    if (problem) {
      const text = words(new ApiError(problem.code, 0, problem.detail));
      return [problem.column ? t('directory.in_column', { column: problem.column, text }) : text];
    }
    return changes.map(({ field, from, to }) => `${field}: ${from || '–'} → ${to || '–'}`);
  };
}

function saveFile(name: string, text: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
