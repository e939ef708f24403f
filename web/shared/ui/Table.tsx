// The table of a page: its columns named, rows as children, scrolling within its own box.
// Source: ui.md.
import type { CSSProperties, ReactNode } from 'react';
import page from './Page.module.css';

interface TableProps {
  columns: string[];
  /** What the column of menus and buttons is called; there is one at the end if it is named. */
  actions?: string;
  style?: CSSProperties;
  children: ReactNode;
}

export function Table({ columns, actions, style, children }: TableProps) {
  return (
    <div className={page.tableBox} style={style}>
      <table className={page.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            {actions !== undefined && <th aria-label={actions} />}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
