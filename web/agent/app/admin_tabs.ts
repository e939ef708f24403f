// The parts of the administration, in the order of its tabs.
// Source: ui.md, "Administration".
export const adminTabs = [
  'users',
  'teams',
  'customers',
  'timesheets',
  'channels',
  'tickets',
  'connectors',
  'appearance',
  'filters',
  'center',
  'portal',
  'audit',
] as const;
export type AdminTab = (typeof adminTabs)[number];
