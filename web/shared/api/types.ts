// Short names for the shapes of the contract; every one is generated from api/openapi.yaml.
// Invariant: nothing is defined here by hand.
// Source: architecture.md, "Contracts".
import type { components, operations } from './schema';

type Schemas = components['schemas'];

export type Attachment = Schemas['Attachment'];
export type Audience = Schemas['Audience'];
export type AudienceEntry = Schemas['AudienceEntry'];
export type BulkOutcome = Schemas['BulkOutcome'];
export type Channel = Schemas['Channel'];
export type Connector = Schemas['Connector'];
export type ConnectorTest = Schemas['ConnectorTest'];
export type Conversation = Schemas['Conversation'];
export type ConversationList = Schemas['ConversationList'];
export type Counts = Schemas['Counts'];
export type Customer = Schemas['Customer'];
export type Explanation = Schemas['Explanation'];
export type ExplanationEntry = Schemas['ExplanationEntry'];
export type Follower = Schemas['Follower'];
export type FollowerKind = Schemas['FollowerKind'];
export type IncomingMail = Schemas['IncomingMail'];
export type IncomingOutcome = Schemas['IncomingOutcome'];
export type Item = Schemas['Item'];
export type ItemPatch = Schemas['ItemPatch'];
export type ItemRef = Schemas['ItemRef'];
export type ItemState = Schemas['ItemState'];
export type LiveCommand = Schemas['LiveCommand'];
export type LiveEvent = Schemas['LiveEvent'];
export type MailState = Schemas['MailState'];
export type Me = Schemas['Me'];
export type MePatch = Schemas['MePatch'];
export type Message = Schemas['Message'];
export type MessageList = Schemas['MessageList'];
export type NotificationPreferences = Schemas['NotificationPreferences'];
export type NotificationPreferencesPatch = Schemas['NotificationPreferencesPatch'];
export type Origin = Schemas['Origin'];
export type OutboxColumn = Schemas['OutboxColumn'];
export type OutboxMail = Schemas['OutboxMail'];
export type OutboxMailDetail = Schemas['OutboxMailDetail'];
export type OutboxSettingsPatch = Schemas['OutboxSettingsPatch'];
export type OutboxView = Schemas['OutboxView'];
export type OutgoingMail = Schemas['OutgoingMail'];
export type OutgoingOutcome = Schemas['OutgoingOutcome'];
export type Person = Schemas['Person'];
export type Priority = Schemas['Priority'];
export type Problem = Schemas['Problem'];
export type Queue = Schemas['Queue'];
export type Receipt = Schemas['Receipt'];
export type Role = Schemas['Role'];
export type SenderProof = Schemas['SenderProof'];
export type SendStatus = Schemas['SendStatus'];
export type Session = Schemas['Session'];
export type Setup = Schemas['Setup'];
export type TimelineEvent = Schemas['Event'];
export type User = Schemas['User'];
export type Visibility = Schemas['Visibility'];
export type Wording = Schemas['Wording'];

type ConversationQuery = NonNullable<operations['list_conversations']['parameters']['query']>;
export type ConversationSection = NonNullable<ConversationQuery['section']>;
export type ConversationFilter = NonNullable<ConversationQuery['filter']>;
