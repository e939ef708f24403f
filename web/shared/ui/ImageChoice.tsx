// A picture that is chosen, shown and removed at once, such as a logo. Source: F125; ui.md.
import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import classes from './ImageChoice.module.css';

interface ImageChoiceProps {
  /** Where the picture is now; null without one. */
  url: string | null;
  /** Media types that can be chosen. */
  accept: string;
  words: { label: string; choose: string; remove: string; text: string };
  isPending: boolean;
  /** null = without a picture. */
  onChange: (file: File | null) => void;
}

export function ImageChoice({ url, accept, words, isPending, onChange }: ImageChoiceProps) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {words.label}
      </Text>
      {url && <img className={classes.picture} src={url} alt={words.label} />}
      <Group gap="sm">
        <FileButton accept={accept} onChange={(file) => file && onChange(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={isPending}
              leftSection={<IconPhoto size={16} />}
            >
              {words.choose}
            </Button>
          )}
        </FileButton>
        {url && (
          <Button variant="subtle" color="red" onClick={() => onChange(null)}>
            {words.remove}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {words.text}
      </Text>
    </Stack>
  );
}
