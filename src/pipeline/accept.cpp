// See accept.hpp.
#include "pipeline/accept.hpp"

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "core/network.hpp"
#include "core/text.hpp"
#include "db/failure.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/incoming_mail.hpp"
#include "threading/token.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kPostmaster = "postmaster";

bool is_postmaster(std::string_view address) {
    return equals_ignoring_case(address.substr(0, address.find('@')), kPostmaster);
}

ChannelId channel_of(db::Session& session, std::string_view recipient) {
    const auto channel = store::find_channel_by_address(session, recipient);
    return channel ? channel->id : ChannelId{};
}

/// SRV-12: only from the networks that an administrator named, when there are any.
Result<void> check_peer(const model::Channel& channel, std::string_view peer) {
    if (channel.client_networks.empty() || peer.empty()) {
        return {};
    }
    for (const auto text : split(channel.client_networks, ' ')) {
        const auto network = Network::parse(text);
        if (network && network->contains(peer)) {
            return {};
        }
    }
    return fail(ErrorKind::denied, "client_not_allowed",
                "This address takes mail from certain servers only, and yours is not one of them.");
}

IncomingMailId store_received(db::Session& session, const ReceivedMail& mail,
                              const store::PackedBlob& blob, TimePoint now) {
    const BlobId blob_id = store::insert_blob(session, blob);
    CRASH_POINT("accept.after_blob");
    IncomingMailId last;
    for (const auto& recipient : mail.recipients) {
        last = store::insert_incoming_mail(session, {.envelope_from = mail.envelope_from,
                                                     .recipient = recipient,
                                                     .channel_id = channel_of(session, recipient),
                                                     .via = mail.via,
                                                     .client = mail.client,
                                                     .blob_id = blob_id,
                                                     .size = static_cast<std::int64_t>(blob.size),
                                                     .has_bare_newlines = mail.has_bare_newlines,
                                                     .received_at = now});
    }
    CRASH_POINT("accept.before_commit");
    return last;
}

}  // namespace

Error error_of(std::exception_ptr failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const db::Failure& error) {
        const bool full = error.kind == db::FailureKind::full;
        return {
            ErrorKind::transient, full ? "disk_full" : "database_unavailable",
            full ? "There is no space left on the mail server's disk; please try again later."
                 : "The mail server cannot store anything at the moment; please try again later.",
            error.what()};
    } catch (const std::exception& error) {
        return {ErrorKind::internal, "internal",
                "Something went wrong in the mail server; please try again later.", error.what()};
    }
}

Result<void> judge_recipient(db::Database& database, const desk::Environment& env,
                             std::string_view address, std::string_view peer) {
    if (threading::looks_like_token_address(address)) {
        if (threading::token_in_address(env.keys, address)) {
            return {};
        }
        return fail(ErrorKind::not_found, "unknown_recipient",
                    "This reply address is not one of ours, or was changed.");
    }
    return database.read([&](db::Session& session) -> Result<void> {
        if (const auto channel = store::find_channel_by_address(session, address)) {
            return check_peer(*channel, peer);
        }
        if (is_postmaster(address) && !store::list_channels(session, 1).empty()) {
            return {};
        }
        return fail(ErrorKind::not_found, "unknown_recipient",
                    "There is no mailbox with this address here.");
    });
}

bool RecipientMemory::contains(std::string_view address, std::string_view peer,
                               Milliseconds now) const {
    const auto key = fmt::format("{} {}", peer, address);
    const std::lock_guard lock(mutex_);
    const auto found = until_.find(key);
    return found != until_.end() && now < found->second;
}

void RecipientMemory::add(std::string_view address, std::string_view peer, Milliseconds now) {
    constexpr std::size_t kAddressesMax = 1000;
    auto key = fmt::format("{} {}", peer, address);
    const std::lock_guard lock(mutex_);
    if (until_.size() >= kAddressesMax) {
        until_.clear();
    }
    until_.insert_or_assign(std::move(key), now + kRememberedFor);
}

void accept_mail(db::Database& database, const desk::Environment& env, ReceivedMail mail,
                 std::move_only_function<void(Result<IncomingMailId>)> done) {
    CHECK(!mail.recipients.empty());
    auto blob = store::pack_blob(mail.raw);
    mail.raw.clear();
    mail.raw.shrink_to_fit();
    auto id = std::make_shared<IncomingMailId>();
    const TimePoint now = env.now();
    database.write_async(
        [mail = std::move(mail), blob = std::move(blob), id, now](db::Session& session) {
            *id = store_received(session, mail, blob, now);
        },
        [id, done = std::move(done)](std::exception_ptr failure) mutable {
            if (failure) {
                Error error = error_of(failure);
                log_error("a mail was not accepted: {}", error.detail);
                done(std::unexpected(std::move(error)));
                return;
            }
            CRASH_POINT("accept.after_commit");
            done(*id);
        });
}

}  // namespace postroom::pipeline
