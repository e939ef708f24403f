// The choice of a queue, each with its colour, so that a queue looks the same wherever it is named.
// Invariant: the colour never stands alone: the name is beside it. Source: F127; ui.md, "Items"; issue 5 point 7.
import { CheckIcon, Group, Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Queue } from '@shared/api/types';
import { queuesQuery } from './queries';
import classes from './QueueSelect.module.css';

export function QueueDot({ color }: { color: string | undefined }) {
  return (
    <span className={classes.dot} style={{ background: color ?? 'transparent' }} aria-hidden />
  );
}

interface Props extends Omit<SelectProps, 'data' | 'renderOption' | 'leftSection'> {
  /** What stands first and names no queue, such as "Any queue". */
  none?: { value: string; label: string };
  /** More than the name. */
  describe?: (queue: Queue) => string;
}

export function QueueSelect({ none, describe, value, ...rest }: Props) {
  const { data: queues } = useQuery(queuesQuery);
  const list = queues?.items ?? [];
  const colorOf = (id: string | null | undefined) =>
    list.find((queue) => String(queue.id) === id)?.color;
  const color = colorOf(value);
  return (
    <Select
      {...rest}
      value={value ?? null}
      data={[
        ...(none ? [none] : []),
        ...list.map((queue) => ({
          value: String(queue.id),
          label: describe ? describe(queue) : queue.name,
        })),
      ]}
      leftSection={color ? <QueueDot color={color} /> : undefined}
      renderOption={({ option, checked }) => (
        <Group gap={8} wrap="nowrap" w="100%">
          <QueueDot color={colorOf(option.value)} />
          <span className={classes.name}>{option.label}</span>
          {checked && <CheckIcon size="0.8em" className={classes.check} />}
        </Group>
      )}
    />
  );
}
