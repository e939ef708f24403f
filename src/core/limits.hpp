// Every bound of the program, by name. Sizes in bytes, times in ms, unless the name says otherwise.
// Rule: mail-correctness.md IN-5, SRV-5, SRV-6, OUT-14, OUT-17, OUT-20.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/time.hpp"

namespace postroom::limits {

using namespace std::chrono_literals;

// Incoming mail (IN-5)
inline constexpr std::size_t kMailBytesMax = std::size_t{35} << 20;
inline constexpr std::size_t kHeaderBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kHeaderLinesMax = 1000;
inline constexpr std::size_t kMimeDepthMax = 50;
inline constexpr std::size_t kMimePartsMax = 1000;
inline constexpr std::size_t kHeaderAddressesMax = 200;
inline constexpr std::size_t kReferencesMax = 50;
inline constexpr std::size_t kBodyTextBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kDecodedBytesMax = std::size_t{200} << 20;
inline constexpr std::size_t kHtmlBytesMax = std::size_t{2} << 20;
inline constexpr std::size_t kHtmlDepthMax = 256;

// SMTP and LMTP listener (SRV-4, SRV-5, SRV-6)
inline constexpr std::size_t kSmtpConnectionsMax = 500;
inline constexpr std::size_t kSmtpConnectionsPerAddressMax = 20;
inline constexpr std::size_t kSmtpMailsPerConnectionMax = 100;
inline constexpr std::size_t kSmtpRecipientsMax = 50;
inline constexpr std::size_t kSmtpInvalidRecipientsMax = 10;
inline constexpr std::size_t kSmtpCommandBytesMax = 1024;
inline constexpr std::size_t kSmtpErrorsBeforeDelay = 10;
inline constexpr std::size_t kSmtpErrorsMax = 20;
inline constexpr std::size_t kSmtpJunkCommandsMax = 100;
inline constexpr Milliseconds kSmtpCommandTimeout = 5min;
inline constexpr Milliseconds kSmtpSessionTimeout = 30min;
inline constexpr std::size_t kSmtpDataBytesPerSecondMin = 500;
inline constexpr std::size_t kSmtpTextLineBytesMax = std::size_t{64} << 10;
inline constexpr Milliseconds kSmtpErrorDelay = 1s;
inline constexpr Milliseconds kSmtpCommandTimeoutStressed = 10s;
inline constexpr Milliseconds kSmtpDataGrace = 60s;
inline constexpr Milliseconds kSpoolDeadline = 60s;  // IN-3

// Conversations
inline constexpr Milliseconds kRelayGrace = 60s;              // F008
inline constexpr std::size_t kRetryDelaysMax = 50;            // OUT-9
inline constexpr int kRetryAttemptsMax = 200;                 // OUT-9
inline constexpr std::chrono::seconds kRetryDelayMax = 720h;  // OUT-9
inline constexpr int kMailsPerMinuteMax = 100'000;            // OUT-17
inline constexpr std::size_t kConnectorBurst =
    20;                                     // OUT-17: mails that leave at once after a pause
inline constexpr int kAuthFailuresMax = 3;  // OUT-7: sign-ins refused in a row until it is disabled
inline constexpr Milliseconds kUndoSend = 10s;  // OUT-14
inline constexpr Milliseconds kUndoSendMax = 120s;
inline constexpr Milliseconds kMessageChange = 60s;  ///< how long an author may change a message
inline constexpr std::size_t kMessageTextBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kAttachmentBytesMax = std::size_t{25} << 20;
inline constexpr std::size_t kAttachmentsPerMessageMax = 50;
inline constexpr std::size_t kFollowersMax = 500;
inline constexpr std::size_t kDirectParticipantsMax = 100;
inline constexpr std::size_t kConversationTitleMax = 200;
inline constexpr std::size_t kSplitMessagesMax = 200;
inline constexpr std::size_t kMentionsPerMessageMax = 50;
inline constexpr std::size_t kDraftBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kCannedReplyBytesMax = std::size_t{32} << 10;
inline constexpr std::size_t kCannedRepliesPerOwnerMax = 500;
inline constexpr Milliseconds kMuteMax = 31 * 24h;

// Search
inline constexpr std::size_t kSearchQueryBytesMax = 200;
inline constexpr std::size_t kSearchWordsMax = 16;
inline constexpr std::size_t kSearchIndexedBytesMax = std::size_t{64} << 10;  ///< of one message
/// Beyond so many matches the best are chosen among the newest.
inline constexpr int kSearchCandidatesMax = 2000;

// Customers in the portal and the chat (SEC-10, SEC-14)
inline constexpr std::size_t kCustomerTextCharactersMax = 20'000;
inline constexpr int kCustomerMessagesPerMinuteMax = 20;
inline constexpr int kCustomerLooseUploadsMax = 20;   ///< files that no message carries yet
inline constexpr int kPortalLinksPerAddressMax = 5;   ///< in an hour
inline constexpr int kPortalLinksPerNetworkMax = 20;  ///< in a quarter of an hour
inline constexpr int kPortalRequestsPerHourMax = 20;
inline constexpr int kPortalSearchesPerMinuteMax = 30;
inline constexpr std::size_t kPortalFieldsMax = 20;
inline constexpr std::size_t kPortalChoicesMax = 50;
inline constexpr std::size_t kPortalLogoBytesMax = std::size_t{200} << 10;
inline constexpr std::size_t kClosingWordsMax = 20;
inline constexpr Milliseconds kChatWindow = 10min;  ///< in which visitors and chats are counted
inline constexpr int kChatVisitorsPerNetworkMax = 30;
inline constexpr int kChatVisitorsPerWidgetMax = 600;
inline constexpr int kChatsPerVisitorMax = 10;
inline constexpr int kChatsListedMax = 50;
inline constexpr std::size_t kChatSitesMax = 50;
inline constexpr Milliseconds kChatIdentityLifeMax = 1h;  ///< how long a site may vouch ahead

// Outgoing mail (OUT-6, OUT-17, OUT-20)
inline constexpr Milliseconds kLease = 60s;
inline constexpr Milliseconds kLeaseHeartbeat = 15s;
inline constexpr std::size_t kConnectorConnectionsMax = 100;
/// A connector begins with no more, and doubles as the server takes what it gets. (OUT-11, OUT-17)
inline constexpr std::size_t kConnectorConnectionsAtFirst = 20;
inline constexpr std::size_t kSmtpReplyLineBytesMax = 2048;
inline constexpr std::size_t kSmtpReplyBytesMax = std::size_t{32} << 10;
inline constexpr std::size_t kSmtpReplyTextBytesMax = 512;  ///< kept of a reply, for people
inline constexpr Milliseconds kConnectTimeout = 30s;
inline constexpr Milliseconds kSmtpReplyTimeout = 5min;     ///< banner, EHLO, MAIL, RCPT
inline constexpr Milliseconds kSmtpHandshakeTimeout = 60s;  ///< STARTTLS, AUTH
inline constexpr Milliseconds kSmtpDataReplyTimeout = 2min;
inline constexpr Milliseconds kSmtpBlockTimeout = 3min;
inline constexpr Milliseconds kSmtpDotTimeout = 10min;
inline constexpr Milliseconds kSmtpAttemptTimeout = 15min;
inline constexpr std::size_t kMailsPerSendConnectionMax = 100;  // OUT-19
inline constexpr Milliseconds kSendConnectionIdleMax = 30s;
inline constexpr Milliseconds kSendConnectionAgeMax = 5min;
/// After the first refused sign-in, after the second...: it may be a hiccup of the server. (OUT-7)
inline constexpr std::array<Milliseconds, 4> kSignInPauses{1min, 2min, 5min, 10min};
/// So many refused in a row switch a connector off.
inline constexpr int kSignInRefusalsMax = static_cast<int>(kSignInPauses.size()) + 1;

// Fetched mailboxes (IMAP-3, IMAP-7 to IMAP-11)
inline constexpr std::size_t kImapLineBytesMax = std::size_t{64} << 10;
inline constexpr std::size_t kImapUntaggedMax = 10'000;  ///< responses to one command
inline constexpr std::size_t kImapChunkBytes = std::size_t{1} << 20;
inline constexpr std::size_t kImapLiteralBytesMax = std::size_t{4} << 20;  ///< of one response
inline constexpr std::size_t kImapAnswerBytesMax = std::size_t{64} << 20;  ///< to one command
inline constexpr std::uint32_t kImapUidWindow = 500;      ///< listed with one command
inline constexpr std::uint32_t kImapSearchWindow = 5000;  ///< searched with one command
inline constexpr std::size_t kImapMailsPerFetch = 50;
inline constexpr Milliseconds kImapReplyTimeout = 60s;
inline constexpr Milliseconds kImapIdleDoneTimeout = 30s;
inline constexpr Milliseconds kImapIdleReissue = 9min;
inline constexpr Milliseconds kImapLookEvery = 5min;  ///< even while the server promises to call
inline constexpr Milliseconds kImapPollEvery = 60s;   ///< where it cannot call
inline constexpr Milliseconds kImapRetryMin = 1s;
inline constexpr Milliseconds kImapRetryMax = 5min;
inline constexpr Milliseconds kImapHealthy = 60s;      ///< then the wait begins anew
inline constexpr Milliseconds kImapRefusedRetry = 1h;  ///< after a refused password (OAU-5)
inline constexpr Milliseconds kImapConnectionAgeMax = 24h;
inline constexpr std::size_t kMailboxesMax = 200;

// HTTP and WebSocket (SEC-9)
inline constexpr std::size_t kHttpHeaderBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kHttpBodyBytesMax = std::size_t{36} << 20;
inline constexpr std::size_t kImportRowsMax = 20'000;  ///< rows of one imported table
inline constexpr std::size_t kImportRowsAtOnce = 250;  ///< of them waiting for one commit
inline constexpr std::size_t kHttpJsonBodyBytesMax = std::size_t{4} << 20;
inline constexpr std::size_t kHttpConnectionsMax = 10'000;
inline constexpr Milliseconds kHttpHeaderTimeout = 15s;
inline constexpr Milliseconds kHttpBodyTimeout = 120s;
inline constexpr Milliseconds kHttpWriteTimeout = 120s;
inline constexpr Milliseconds kHttpIdleTimeout = 75s;
inline constexpr Milliseconds kHttpLinger = 2s;
inline constexpr std::size_t kWebSocketFrameBytesMax = std::size_t{64} << 10;
inline constexpr std::size_t kWebSocketQueueBytesMax = std::size_t{4} << 20;
inline constexpr Milliseconds kWebSocketIdleTimeout = 60s;
inline constexpr Milliseconds kWebSocketCloseTimeout = 5s;
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 200;

// Mail log
inline constexpr Milliseconds kMailLogView = 72h;  // F081: unless an administrator chose another
inline constexpr std::chrono::hours kMailLogViewMin = 1h;
inline constexpr std::chrono::hours kMailLogViewMax = 24h * 366;
inline constexpr int kMailLogExportRowsMax = 100'000;

// What bounces mean (BNC-4)
inline constexpr Milliseconds kHardBounceSuppression = 60 * 24h;
inline constexpr Milliseconds kSoftBounceWindow = 14 * 24h;
inline constexpr std::int64_t kSoftBouncesAreHard = 3;

// Reports of browsers about blocked content: a page can cause any number of them
inline constexpr std::size_t kCspReportBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kCspReportKindsMax = 64;
inline constexpr int kCspReportsPerMinuteMax = 60;

// Automations (F052-F080; LOOP-6)
inline constexpr std::size_t kAutomationsMax = 500;
inline constexpr std::size_t kAutomationActionsMax = 20;
inline constexpr std::size_t kFilterConditionsMax = 50;
inline constexpr int kFilterDepthMax = 4;
inline constexpr int kAutomationDepthMax = 5;         ///< rules that set off one another
inline constexpr int kAutomationRunsPerItemMax = 10;  ///< of one rule in one item, in the window
inline constexpr Milliseconds kAutomationRunsWindow = 10min;
inline constexpr std::size_t kAutomationTextBytesMax = std::size_t{32} << 10;
inline constexpr std::size_t kTemplateBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kTemplatesMax = 500;
inline constexpr std::size_t kAutomationRecipientsMax = 200;
inline constexpr std::size_t kTagsPerItemMax = 50;
inline constexpr std::size_t kTagCharactersMax = 50;
inline constexpr int kWebhookAttemptsMax = 8;

// Audit log (SEC-21)
inline constexpr std::size_t kAuditValueBytesMax = 4000;  ///< of one value, from where it differs

}  // namespace postroom::limits
