// Conditions and groups of conditions: all of them, or any of them.
// Source: issue 6 point 2 ("and/or groups over every property").
import { ActionIcon, Button, Group, NativeSelect, Stack } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type {
  AutomationCondition,
  AutomationFilter,
  AutomationVocabulary,
} from '@shared/api/types';
import { usePropertyWords } from './use_choices';
import { ValueInput } from './ValueInput';
import classes from './Center.module.css';

const depthMax = 4;

interface FilterEditorProps {
  vocabulary: AutomationVocabulary;
  object: string;
  filter: AutomationFilter;
  depth: number;
  onChange: (filter: AutomationFilter) => void;
  onRemove?: () => void;
}

export function FilterEditor(props: FilterEditorProps) {
  const { vocabulary, object, filter, depth, onChange } = props;
  const { t } = useTranslation();
  const conditions = filter.conditions ?? [];
  const groups = filter.groups ?? [];
  const set = (more: Partial<AutomationFilter>) => onChange({ ...filter, ...more });
  const first = vocabulary.properties.find((one) => one.objects.includes(object));
  return (
    <Stack gap="xs" className={depth > 1 ? classes.group : undefined}>
      {(conditions.length + groups.length > 1 || depth > 1) && (
        <Group gap="xs" justify="space-between">
          <NativeSelect
            size="xs"
            aria-label={t('center.rule.match')}
            value={filter.any ? 'any' : 'all'}
            data={[
              { value: 'all', label: t('center.rule.match_all') },
              { value: 'any', label: t('center.rule.match_any') },
            ]}
            onChange={(event) => set({ any: event.currentTarget.value === 'any' })}
          />
          {props.onRemove && <Remove onClick={props.onRemove} />}
        </Group>
      )}
      {conditions.map((condition, at) => (
        <Condition
          key={at}
          vocabulary={vocabulary}
          object={object}
          condition={condition}
          onChange={(one) => set({ conditions: conditions.with(at, one) })}
          onRemove={() => set({ conditions: conditions.toSpliced(at, 1) })}
        />
      ))}
      {groups.map((group, at) => (
        <FilterEditor
          key={at}
          {...props}
          filter={group}
          depth={depth + 1}
          onChange={(one) => set({ groups: groups.with(at, one) })}
          onRemove={() => set({ groups: groups.toSpliced(at, 1) })}
        />
      ))}
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            first &&
            set({
              conditions: [...conditions, { property: first.name, comparison: 'is', value: '' }],
            })
          }
        >
          {t('center.rule.add_condition')}
        </Button>
        {depth < depthMax && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => set({ groups: [...groups, { any: true, conditions: [], groups: [] }] })}
          >
            {t('center.rule.add_group')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface ConditionProps {
  vocabulary: AutomationVocabulary;
  object: string;
  condition: AutomationCondition;
  onChange: (condition: AutomationCondition) => void;
  onRemove: () => void;
}

function Condition({ vocabulary, object, condition, onChange, onRemove }: ConditionProps) {
  const { t } = useTranslation();
  const words = usePropertyWords(vocabulary);
  const properties = vocabulary.properties.filter((one) => one.objects.includes(object));
  const property = properties.find((one) => one.name === condition.property);
  const comparisons = (vocabulary.comparisons.find((one) => one.kind === property?.kind)
    ?.comparisons ?? []) as AutomationCondition['comparison'][];
  const bare = condition.comparison === 'is_set' || condition.comparison === 'is_empty';
  const choose = (name: string) => {
    const kind = properties.find((one) => one.name === name)?.kind;
    const fitting = vocabulary.comparisons.find((one) => one.kind === kind)?.comparisons ?? [];
    const comparison = fitting.includes(condition.comparison)
      ? condition.comparison
      : (fitting[0] as AutomationCondition['comparison']);
    onChange({ property: name, comparison, value: '' });
  };
  return (
    <div className={classes.condition}>
      <NativeSelect
        label={t('center.rule.property')}
        value={condition.property}
        data={properties.map((one) => ({ value: one.name, label: words.name(one.name) }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('center.rule.comparison')}
        value={condition.comparison}
        data={comparisons.map((one) => ({ value: one, label: t(`center.comparison.${one}`) }))}
        onChange={(event) => {
          const comparison = comparisons.find((one) => one === event.currentTarget.value);
          if (comparison) onChange({ ...condition, comparison });
        }}
      />
      {bare ? (
        <span />
      ) : (
        <ValueInput
          label={t('center.rule.value')}
          kind={property?.kind ?? 'text'}
          words={property?.words ?? []}
          value={condition.value ?? ''}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
      <Remove onClick={onRemove} />
    </div>
  );
}

export function Remove({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('center.rule.remove')}
      onClick={onClick}
    >
      <IconTrash size={16} />
    </ActionIcon>
  );
}
