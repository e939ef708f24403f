// The table of a tab as a CSV file: out as a whole, in with a look at what it would do first.
// Source: api/openapi.yaml, export_directory and import_directory.
import { Button, Menu } from '@mantine/core';
import { IconFileSpreadsheet, IconDownload, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryKind } from '@shared/api/types';

const ImportDialog = lazy(() => import('./ImportDialog'));

export function CsvMenu({ kind }: { kind: DirectoryKind }) {
  const { t } = useTranslation();
  const [importing, setImporting] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconFileSpreadsheet size={15} />}>
            {t('directory.csv')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={`/api/v1/directory/${kind}/csv`}
            download
            leftSection={<IconDownload size={16} />}
          >
            {t('directory.export')}
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => setImporting(true)}>
            {t('directory.import')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {importing && (
        <Suspense>
          <ImportDialog kind={kind} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}
