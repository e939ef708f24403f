// The form of a menu's entry, fetched when it is first asked for.
// Source: ui.md, "first load of the agent bundle under 300 KB gzipped".
import { Skeleton } from '@mantine/core';
import { type ComponentProps, lazy, Suspense } from 'react';

const ThreadAction = lazy(() => import('./ThreadAction'));

export function OpenAction(props: ComponentProps<typeof ThreadAction>) {
  return (
    <Suspense fallback={<Skeleton height={120} m="md" radius="md" aria-hidden />}>
      <ThreadAction {...props} />
    </Suspense>
  );
}
