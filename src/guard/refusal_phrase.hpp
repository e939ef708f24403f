// The words with which mail servers refuse a recipient or a mail.
// Invariant: data only, lower case; one table a meaning. A phrase stands where it decides alone.
// Rule: mail-correctness.md BNC-4; RFC 3463, RFC 5321 4.2.3, RFC 7505; the error lists that mail
// servers and providers publish.
#pragma once

#include <span>
#include <string_view>

namespace postroom::guard {

/// What was wrong is the sender's address, name or host: nothing about the recipient.
std::span<const std::string_view> phrases_about_sender();
/// The recipient's domain does not exist or takes no mail at all.
std::span<const std::string_view> phrases_of_missing_host();
/// The address is right, but does not take this mail now: full, members only.
std::span<const std::string_view> phrases_of_closed_mailbox();
/// The address is known, but switched off. A server that says so with 5.1.1 means for good.
std::span<const std::string_view> phrases_of_disabled_mailbox();
/// Nobody has this address.
std::span<const std::string_view> phrases_of_missing_person();
/// The reporting system has looked for the person itself, in its own directory.
std::span<const std::string_view> phrases_of_directory();
/// Words that outweigh a status such as 5.1.1: the mail was unwelcome, whoever it was for.
std::span<const std::string_view> phrases_against_status();
/// The refusal answered RCPT, so it is about the recipient.
std::span<const std::string_view> phrases_of_recipient_stage();
/// The refusal answered the mail's data: filters borrow "user unknown" for mail they dislike.
std::span<const std::string_view> phrases_of_data_stage();
/// Statuses that name a missing address or domain.
std::span<const std::string_view> hard_statuses();
/// Statuses that name the sender or a full mailbox, whatever the words say.
std::span<const std::string_view> soft_statuses();
/// The mail was unwelcome for what it holds or where it comes from.
std::span<const std::string_view> phrases_against_mail();
/// The mailbox has no room: the recipient's matter, whatever else the words hold.
std::span<const std::string_view> phrases_of_full_mailbox();
/// Statuses that speak of the mailbox or of the way to it.
std::span<const std::string_view> mailbox_statuses();
/// Statuses that speak of the mail or its sender, outside x.6.y and x.7.y.
std::span<const std::string_view> mail_statuses();

}  // namespace postroom::guard
