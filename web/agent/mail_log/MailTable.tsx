// What both sides of the mail log share: waiting, failing, teaching when empty, going on.
// Source: ui.md, "Instant", "Honest".
import { Button, Center, Skeleton } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import page from '@shared/ui/Page.module.css';

interface MailTableProps {
  query: {
    isPending: boolean;
    error: Error | null;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
  };
  empty: boolean;
  icon: Icon;
  emptyTitle: string;
  emptyText: string;
  headings: string[];
  children: ReactNode;
}

export function MailTable(props: MailTableProps) {
  const { query, empty, icon, emptyTitle, emptyText, headings, children } = props;
  const { t } = useTranslation();
  if (query.isPending) return <Skeleton height={320} radius="md" aria-hidden />;
  if (query.error && empty)
    return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (empty) return <Empty icon={icon} title={emptyTitle} text={emptyText} />;
  return (
    <>
      <div className={page.tableBox}>
        <table className={page.table}>
          <thead>
            <tr>
              {headings.map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {query.hasNextPage && (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('actions.more')}
          </Button>
        </Center>
      )}
    </>
  );
}
