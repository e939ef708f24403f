// See fetch.hpp.
#include "pipeline/fetch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/seal.hpp"
#include "mime/address.hpp"
#include "mime/fields.hpp"
#include "pipeline/accept.hpp"
#include "store/blob.hpp"
#include "store/incoming_mail.hpp"
#include "threading/token.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::array<std::string_view, 9> kKept{"From",        "To",         "Cc",
                                                "Subject",     "Date",       "Message-ID",
                                                "In-Reply-To", "References", "Auto-Submitted"};

constexpr std::array<std::string_view, 3> kNotes{"Delivered-To", "X-Original-To", "Envelope-To"};

constexpr std::size_t kMessageIdBytesMax = 400;

std::vector<mime::RawField> fields_of(std::string_view mail) {
    return mime::take_mail_header(mail, '\n').fields;
}

std::string message_id_in(const std::vector<mime::RawField>& fields) {
    const auto value = mime::unfold(mime::find_field(fields, "Message-ID"));
    return std::string(truncate_utf8(repair_utf8(trim(value)), kMessageIdBytesMax));
}

std::optional<std::string> first_address(std::string_view value) {
    const auto list = mime::parse_addresses(value, "utf-8");
    return list.addresses.empty() ? std::nullopt : std::optional(list.addresses.front().address);
}

/// The envelope sender, as the server that delivered to the mailbox noted it. Without a note nobody
/// knows it; the author stands in, because an empty one means "a bounce". (BNC-2, FWD-4)
std::string envelope_from(const std::vector<mime::RawField>& fields) {
    const auto noted = mime::unfold(mime::find_field(fields, "Return-Path"));
    if (!trim(noted).empty()) {
        return first_address(noted).value_or("");
    }
    return first_address(mime::find_field(fields, "From")).value_or("unknown@localhost");
}

/// One of our reply or bounce addresses, if the mail was delivered to one, else the mailbox itself.
/// (THR-1)
std::string recipient_of(const std::vector<mime::RawField>& fields, const desk::Environment& env,
                         const std::string& mailbox_address) {
    for (const auto& field : fields) {
        const bool is_note = std::ranges::any_of(
            kNotes, [&](std::string_view name) { return equals_ignoring_case(name, field.name); });
        const auto address = is_note ? first_address(field.value) : std::nullopt;
        if (address && threading::token_in_address(env.keys, *address)) {
            return *address;
        }
    }
    return mailbox_address;
}

/// A mail ready for its rows: everything that takes time is done.
struct Packed {
    store::MailboxMail known;
    model::IncomingMail incoming;
    store::PackedBlob blob;
};

Packed pack(const model::Mailbox& mailbox, const FetchedBatch& batch, const FetchedMail& mail,
            const desk::Environment& env) {
    const auto fields = fields_of(mail.raw);
    return {.known = {.channel_id = mailbox.channel_id,
                      .uid_validity = batch.uid_validity,
                      .uid = mail.uid,
                      .incoming_mail_id = {},
                      .message_id = message_id_in(fields),
                      .size = static_cast<std::int64_t>(mail.size),
                      .arrived_at = mail.arrived_at,
                      .action_due = mailbox.after_fetch != model::AfterFetch::keep},
            .incoming = {.envelope_from = envelope_from(fields),
                         .recipient = recipient_of(fields, env, mailbox.address),
                         .channel_id = mailbox.channel_id,
                         .via = "imap",
                         .client = fmt::format("{} [{}]", mailbox.host, mailbox.folder),
                         .size = std::ssize(mail.raw),
                         .has_bare_newlines = false,
                         .received_at = env.now()},
            .blob = store::pack_blob(mail.raw)};
}

/// True when the mail is new to us.
bool store_one(db::Session& session, Packed& mail, bool may_be_known) {
    if (!store::insert_mailbox_mail(session, mail.known)) {
        return false;
    }
    mail.incoming.blob_id = store::insert_blob(session, mail.blob);
    const auto same = may_be_known
                          ? store::find_same_bytes(session, mail.known, mail.incoming.blob_id)
                          : std::nullopt;
    mail.known.incoming_mail_id =
        same ? *same : store::insert_incoming_mail(session, mail.incoming);
    store::record_mailbox_mail_stored(session, mail.known);
    CRASH_POINT("fetch.after_mail");
    return !same;
}

Result<std::size_t> store_batch(db::Session& session, const FetchedBatch& batch,
                                std::vector<Packed>& mails, TimePoint now) {
    if (!store::advance_cursor(session, batch.channel_id, batch.releases, batch.uid_validity,
                               batch.through_uid)) {
        return fail(ErrorKind::conflict, "mailbox_changed",
                    "The mailbox's settings were changed meanwhile.");
    }
    std::size_t stored = 0;
    for (auto& mail : mails) {
        if (!store_one(session, mail, batch.may_be_known)) {
            continue;
        }
        ++stored;
        const auto arrived = mail.known.arrived_at.value_or(now);
        store::record_mailbox_fetched(session, batch.channel_id,
                                      std::max(Milliseconds{0}, now - arrived), now);
    }
    CRASH_POINT("fetch.before_commit");
    return stored;
}

}  // namespace

std::vector<model::Mailbox> Fetch::list_mailboxes() {
    return database_.read([this](db::Session& session) {
        auto mailboxes = store::list_mailboxes(session, static_cast<int>(limits::kMailboxesMax));
        for (auto& mailbox : mailboxes) {
            const auto sealed = store::find_mailbox_secret(session, mailbox.channel_id);
            if (sealed) {
                mailbox.secret = desk::unseal(env_, *sealed, mailbox.channel_id).value_or("");
            }
        }
        return mailboxes;
    });
}

std::optional<model::MailboxCursor> Fetch::find_cursor(ChannelId channel) {
    return database_.read(
        [&](db::Session& session) { return store::find_cursor(session, channel); });
}

bool Fetch::save_cursor(const model::Mailbox& mailbox, const model::MailboxCursor& cursor) {
    return database_.write([&](db::Session& session) {
        return store::save_cursor(session, mailbox.channel_id, mailbox.releases, cursor);
    });
}

void Fetch::accept(const model::Mailbox& mailbox, FetchedBatch batch,
                   std::move_only_function<void(Result<std::size_t>)> done) {
    auto mails = std::make_shared<std::vector<Packed>>();
    for (const auto& mail : batch.mails) {
        mails->push_back(pack(mailbox, batch, mail, env_));
    }
    batch.mails.clear();
    auto outcome = std::make_shared<Result<std::size_t>>(0U);
    database_.write_async(
        [batch = std::move(batch), mails, outcome, now = env_.now()](db::Session& session) {
            *outcome = store_batch(session, batch, *mails, now);
            return *outcome;
        },
        [outcome, done = std::move(done)](std::exception_ptr failure) mutable {
            if (failure) {
                Error error = error_of(failure);
                log_error("fetched mail was not stored: {}", error.detail);
                return done(std::unexpected(std::move(error)));
            }
            CRASH_POINT("fetch.after_commit");
            done(std::move(*outcome));
        });
}

std::vector<std::uint32_t> Fetch::recognise(const model::Mailbox& mailbox,
                                            std::uint32_t uid_validity,
                                            const std::vector<ListedMail>& listed) {
    return database_.write([&](db::Session& session) {
        std::vector<std::uint32_t> unknown;
        for (const auto& mail : listed) {
            const store::MailboxMail asked{.channel_id = mailbox.channel_id,
                                           .uid_validity = uid_validity,
                                           .uid = mail.uid,
                                           .incoming_mail_id = {},
                                           .message_id = message_id_in(fields_of(mail.header)),
                                           .size = static_cast<std::int64_t>(mail.size),
                                           .arrived_at = mail.arrived_at,
                                           .action_due = false};
            const auto same = store::find_same_mail(session, asked);
            const bool was_before_us = mail.arrived_at && *mail.arrived_at < mailbox.created_at;
            if (same || was_before_us) {
                store::insert_mailbox_mail(session, same.value_or(asked));
            } else {
                unknown.push_back(mail.uid);
            }
        }
        return unknown;
    });
}

std::vector<std::uint32_t> Fetch::list_known(ChannelId channel, std::uint32_t uid_validity,
                                             std::uint32_t first, std::uint32_t last) {
    return database_.read([&](db::Session& session) {
        return store::list_known_uids(session, channel, uid_validity, first, last);
    });
}

std::vector<std::uint32_t> Fetch::list_due_actions(ChannelId channel, std::uint32_t uid_validity,
                                                   int limit) {
    return database_.read([&](db::Session& session) {
        return store::list_due_actions(session, channel, uid_validity, limit);
    });
}

void Fetch::record_actions_done(ChannelId channel, std::uint32_t uid_validity,
                                const std::vector<std::uint32_t>& uids) {
    database_.write([&](db::Session& session) {
        for (const auto uid : uids) {
            store::record_action_done(session, channel, uid_validity, uid);
        }
    });
}

void Fetch::record_look(ChannelId channel, std::int64_t backlog) {
    database_.write([&](db::Session& session) {
        store::record_mailbox_look(session, channel, backlog, env_.now());
    });
}

void Fetch::record_trouble(ChannelId channel, const store::MailboxTrouble& trouble) {
    database_.write([&](db::Session& session) {
        store::record_mailbox_trouble(session, channel, trouble, env_.now());
    });
}

std::string stand_in_mail(std::string_view header, std::string_view why) {
    std::string mail;
    for (const auto& field : fields_of(header)) {
        if (std::ranges::any_of(kKept, [&](std::string_view name) {
                return equals_ignoring_case(name, field.name);
            })) {
            mail += fmt::format("{}: {}\r\n", field.name, mime::unfold(field.value));
        }
    }
    return mail + fmt::format(
                      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                      "{}\r\n",
                      why);
}

}  // namespace postroom::pipeline
