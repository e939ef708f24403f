// What stands in the place of a conversation while it loads.
// Source: ui.md, "Instant" (skeletons, never a blank page).
import { Box, Skeleton, Stack } from '@mantine/core';

export function ThreadSkeleton() {
  return (
    <Stack p="lg" gap="xl" aria-hidden>
      <Skeleton height={22} width="45%" />
      {[70, 50, 62].map((width, index) => (
        <Box key={width} style={{ display: 'grid', gridTemplateColumns: '36px 1fr', gap: 12 }}>
          <Skeleton circle height={36} />
          <Box>
            <Skeleton height={12} width="30%" mb={10} />
            <Skeleton height={60 + index * 18} width={`${width}%`} radius="md" />
          </Box>
        </Box>
      ))}
    </Stack>
  );
}
