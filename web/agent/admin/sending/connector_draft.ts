// What the form of an outgoing mail server begins with, and what of it is sent.
// Invariant: the presets are those of the server (desk/connector_preset), shown before anything is saved.
// Source: F120; OUT-17.
import type { Connector } from '@shared/api/types';

export type NewKind = 'builtin' | 'smtp' | 'microsoft365' | 'gmail';
export const newKinds: NewKind[] = ['smtp', 'microsoft365', 'gmail', 'builtin'];

export interface ConnectorDraft {
  name: string;
  from_address: string;
  from_name: string;
  host: string;
  port: number;
  tls: Connector['tls'];
  username: string;
  password: string;
  hasPassword: boolean;
  connections_max: number;
  mails_per_minute: number;
  /** undefined = what new ones begin with */
  retry_template_id: number | null | undefined;
  signature: string;
  when_uncertain: Connector['when_uncertain'];
}

type Preset = Pick<
  ConnectorDraft,
  'host' | 'port' | 'tls' | 'connections_max' | 'mails_per_minute'
>;

const submission = { port: 587, tls: 'starttls' } as const;
const presets: Record<NewKind, Preset> = {
  builtin: {
    host: '127.0.0.1',
    port: 25,
    tls: 'opportunistic',
    connections_max: 20,
    mails_per_minute: 0,
  },
  smtp: { host: '', ...submission, connections_max: 4, mails_per_minute: 60 },
  microsoft365: {
    host: 'smtp.office365.com',
    ...submission,
    connections_max: 2,
    mails_per_minute: 25,
  },
  gmail: { host: 'smtp.gmail.com', ...submission, connections_max: 2, mails_per_minute: 60 },
};

export function beginOf(kind: NewKind, connector?: Connector): ConnectorDraft {
  return {
    ...presets[kind],
    name: '',
    from_address: '',
    from_name: '',
    username: '',
    retry_template_id: undefined,
    signature: '',
    when_uncertain: 'send_again',
    ...connector,
    password: '',
    hasPassword: connector?.has_password ?? false,
  };
}

/** An empty password means: leave the one that is there. */
export function changesOf(draft: ConnectorDraft) {
  const { name, from_address, from_name, host, port, tls, username } = draft;
  const { connections_max, mails_per_minute, signature, when_uncertain, retry_template_id } = draft;
  return {
    name,
    from_address,
    from_name,
    host,
    port,
    tls,
    username,
    connections_max,
    mails_per_minute,
    signature,
    when_uncertain,
    ...(retry_template_id === undefined ? {} : { retry_template_id }),
    ...(draft.password === '' ? {} : { password: draft.password }),
  };
}
