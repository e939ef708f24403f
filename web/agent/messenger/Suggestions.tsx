// The little list above the cursor: colleagues after @, canned replies after /.
// Invariant: the text keeps the focus; arrows, Enter, Tab and Escape act on the list while it is open.
// Source: issue 4 point 4; ARIA pattern "combobox with listbox popup".
import { Paper, Portal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Suggestions.module.css';

export interface Suggestion {
  id: number;
  title: string;
  detail?: string;
}

interface SuggestionsProps {
  listId: string;
  label: string;
  list: Suggestion[];
  at: number;
  left: number;
  bottom: number;
  choose: (suggestion: Suggestion) => void;
}

export function Suggestions({ listId, label, list, at, left, bottom, choose }: SuggestionsProps) {
  const { t } = useTranslation();
  return (
    <Portal>
      <Paper
        shadow="md"
        withBorder
        className={classes.paper}
        style={{
          left: Math.min(left, window.innerWidth - 300),
          bottom: window.innerHeight - bottom,
        }}
      >
        <ul id={listId} role="listbox" aria-label={label} className={classes.list}>
          {list.map((suggestion, index) => (
            // The keyboard is handled by the editor, which keeps the focus.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={suggestion.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              className={classes.option}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(suggestion)}
            >
              <span className={classes.title}>{suggestion.title}</span>
              {suggestion.detail && <span className={classes.detail}>{suggestion.detail}</span>}
            </li>
          ))}
          {list.length === 0 && <li className={classes.none}>{t('suggest.nothing')}</li>}
        </ul>
      </Paper>
    </Portal>
  );
}
