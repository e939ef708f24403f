// All keys on one sheet.
// Source: ui.md, "Keyboard".
import { Group, Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const keys = [
  { combination: ['Ctrl', 'K'], text: 'shortcuts.palette' },
  { combination: ['J'], text: 'shortcuts.next' },
  { combination: ['K'], text: 'shortcuts.previous' },
  { combination: ['R'], text: 'shortcuts.reply' },
  { combination: ['N'], text: 'shortcuts.note' },
  { combination: ['E'], text: 'shortcuts.close' },
  { combination: ['M'], text: 'shortcuts.mute' },
  { combination: ['@'], text: 'shortcuts.mention' },
  { combination: ['/'], text: 'shortcuts.canned' },
  { combination: ['Ctrl', 'Enter'], text: 'shortcuts.send' },
  { combination: ['?'], text: 'shortcuts.help' },
] as const;

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Table verticalSpacing={7} withRowBorders={false}>
        <Table.Tbody>
          {keys.map(({ combination, text }) => (
            <Table.Tr key={text}>
              <Table.Td w={130}>
                <Group gap={4}>
                  {combination.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{t(text)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
