// The phrases themselves; see phrase.hpp.
// Invariant: what stands in rows is never reworded without keeping the old words here as well; the
// more particular phrase stands before the more general. Rule: product.md "Explain".
#pragma once

#include <array>

#include "model/phrase.hpp"

namespace postroom::model {

/// Why an incoming mail ended as it did (IncomingMailRow::reason); threading has more of them.
inline constexpr std::array kIncomingReasons{
    Phrase{"new_item", "New item: the mail answers nothing that we know."},
    Phrase{"new_item_hint", "New item; may belong to #{number}."},
    Phrase{"same_mail", "The same mail as incoming mail {mail}, by another path."},
    Phrase{"filtered", "The sender is on the list \"Filter incoming emails\" ({pattern})."},
    Phrase{"automatic_logged", "An automatic answer that belongs to no conversation: only logged."},
    Phrase{"forwarding_asked",
           "The provider asks whether it may forward mail here; its code {code} stands at the "
           "channel."},
    Phrase{"forwarding_asked_by",
           "{provider} asks whether it may forward mail here; the question stands at the channel."},
    Phrase{"report_unproven",
           "A report about a mail that we cannot prove to be ours: recorded, nothing changed."},
    Phrase{"complaint",
           "{address} complained about our mail: nothing automatic goes there any more."},
    Phrase{"unauthenticated",
           "A report that our mail to {address} failed the checks of SPF, DKIM or DMARC: the "
           "administrator should look at the connector; nothing changed for the recipient."},
    Phrase{"read_receipt", "A read receipt for our mail."},
    Phrase{"delayed", "Our mail is delayed on its way; nothing has failed yet."},
    Phrase{"delayed_for",
           "Our mail to {address} is delayed on its way: the other server goes on trying."},
    Phrase{"undeliverable_hard",
           "Our mail to {address} could not be delivered: the address takes no mail. Nothing "
           "automatic goes there for 60 days."},
    Phrase{"undeliverable_third",
           "Our mail to {address} could not be delivered, for the third time in 14 days: nothing "
           "automatic goes there for 60 days."},
    Phrase{"undeliverable_soft",
           "Our mail to {address} could not be delivered this time; the address stays in use."},
    Phrase{"undeliverable_policy",
           "Our mail to {address} was refused for what it holds or who sends it: the connector "
           "needs a look; nothing changed for the recipient."},
    Phrase{"undeliverable", "Our mail to {address} could not be delivered."},
    Phrase{"unreadable",
           "The mail could not be read; the original can be downloaded and processed again."},
    Phrase{"not_stored",
           "The mail could not be stored as a message; the original can be downloaded and "
           "processed again."},
    Phrase{"ended_the_program",
           "Reading this mail ended the program three times; it is kept aside."},
    Phrase{"own_message_id",
           "own_message_id: The Message-ID is one that we made: our own mail came back."},
    Phrase{"own_loop_header", "own_loop_header: The mail bears our own mark: it came back to us."},
    Phrase{"received_hops",
           "received_hops: {count} servers that passed this mail on; at most {max} are allowed."},
    Phrase{"own_hops",
           "own_hops: {count} passages of this mail through this server; at most {max} are "
           "allowed."},
    Phrase{"gathered",
           "tickets_from_sender: {count} new tickets of this sender{window}; at most {max} are "
           "allowed. It stands with the others in one item."},
};

/// What had to be guessed or doubted in a mail (Message::warnings).
inline constexpr std::array kMessageWarnings{
    Phrase{"no_sender", "The mail names no sender; the address of its envelope is shown."},
    Phrase{"unproven_colleague",
           "This mail claims to come from a colleague, but nothing proves it."},
    Phrase{"subject_hint", "This may belong to #{number}: the subject names it."},
    Phrase{"tickets_from_sender",
           "tickets_from_sender: {count} new tickets of this sender{window}; at most {max} are "
           "allowed."},
    Phrase{"identical_from_sender",
           "identical_from_sender: {count} mails of this sender with the same text{window}; at "
           "most {max} are allowed."},
    // Of mime and html, whose words `postroom parse` prints as well.
    Phrase{"too_many_addresses", "addresses: more than the limit, cut"},
    Phrase{"from_missing", "from: missing or without an address"},
    Phrase{"date_unreadable", "date: unreadable"},
    Phrase{"charset_missing", "charset: not declared, guessed"},
    Phrase{"charset_wrong", "charset: {charset} does not fit, guessed"},
    Phrase{"text_cut", "text: longer than the limit, cut"},
    Phrase{"html_cut", "html: longer than the limit, cut"},
    Phrase{"attachments_cut",
           "size: decoded attachments larger than the limit, the rest is left out"},
    Phrase{"mail_cut", "size: larger than the limit, cut"},
    Phrase{"winmail_damaged", "winmail.dat: damaged, read as far as possible"},
    Phrase{"too_many_parts", "parts: more than the limit, the rest is left out"},
    Phrase{"header_cut", "header: longer than the limit, cut"},
    Phrase{"too_deep", "depth: nested deeper than the limit, kept as one attachment"},
    Phrase{"boundary_guessed", "boundary: missing or never used, guessed"},
    Phrase{"not_closed", "boundary: a multipart was not closed"},
    Phrase{"html_too_deep", "html_too_deep"},
    Phrase{"html_too_large", "html_too_large"},
};

/// Why a mail did not leave, in our own words (OutgoingMail::last_failure, Connector::attention),
/// and what the connector says that only captures; what the other server said is no phrase of ours.
inline constexpr std::array kSendTroubles{
    Phrase{"connector_disabled", "The connector \"{name}\" is disabled. Enable it, then retry."},
    Phrase{"captured", "captured"},
    Phrase{"imported", "Imported from another program: it leaves only when somebody clicks Retry."},
    Phrase{"too_large", "The mail has {size_bytes} bytes; the server takes at most {max_bytes}"},
    Phrase{"program_stopped", "The program stopped before the receiving server answered."},
    Phrase{"found_in_sent", "Found among the sent mails of {mailbox}: it has left."},
    Phrase{"not_in_sent", "Not found among the sent mails of {mailbox}."},
    Phrase{"sign_in_refused",
           "The mail server refused our sign-in. The mail waits until the connector is connected "
           "again. ({reply})"},
    Phrase{"switched_off",
           "The mail server refused our sign-in {count} times in a row, so this connector is "
           "switched off. ({reply})"},
    Phrase{"not_smtp", "The server's answer is not SMTP"},
    Phrase{"no_starttls",
           "The server offers no encryption (STARTTLS), which this connector requires"},
    Phrase{"password_in_clear", "The password is not sent over a connection without encryption"},
    Phrase{"no_way_to_sign_in",
           "The server offers no way to sign in that fits this connector (it may be switched off "
           "for this mailbox)"},
    Phrase{"ended_by_us", "The connection was ended by us"},
    Phrase{"eight_bit", "The mail has 8-bit text, which the server does not take"},
    Phrase{"not_an_address", "This is not a mail address that can be written to"},
    Phrase{"address_beyond_ascii",
           "The address has letters beyond ASCII, which the server does not support (SMTPUTF8)"},
    Phrase{"answer_unknown", "The server's answer to the mail is not one SMTP knows"},
    Phrase{"withdrawn", "Not sent: cancelled or taken over before its last line"},
    Phrase{"no_answer", "{server}: no answer in time"},
    Phrase{"connection_closed", "{server}: the connection was closed"},
    Phrase{"certificate_name",
           "{server}: the certificate is not trusted: it was made out to another name than {name}"},
    Phrase{"certificate", "{server}: the certificate is not trusted: {why}"},
    Phrase{"no_address", "{server}: the host has no address"},
    Phrase{"connection_refused", "{server}: Connection refused"},
    Phrase{"host_unknown", "{server}: Host not found (authoritative)"},
    Phrase{"host_unknown_for_now", "{server}: Host not found (non-authoritative), try again later"},
};

/// The phrase with this code; a code that is not in the table does not compile.
consteval Phrase incoming_reason(std::string_view code) {
    return phrase_of(kIncomingReasons, code);
}
consteval Phrase send_trouble(std::string_view code) { return phrase_of(kSendTroubles, code); }
consteval Phrase message_warning(std::string_view code) {
    return phrase_of(kMessageWarnings, code);
}

}  // namespace postroom::model
