// See mailbox.hpp. This file: what came in below the cursor, and what is done with mails that were
// taken over.
#include <algorithm>

#include "core/log.hpp"
#include "receive/mailbox.hpp"
#include "receive/mailbox_pool.hpp"

namespace postroom::receive {
namespace {

using Uids = std::vector<std::uint32_t>;

constexpr int kActionsAtOnce = 200;
constexpr Milliseconds kSweepEvery = std::chrono::hours{1};
constexpr Milliseconds kSweepBack = std::chrono::hours{24};
constexpr Milliseconds kLongSweepEvery = std::chrono::hours{24};
constexpr Milliseconds kLongSweepBack = std::chrono::days{30};

}  // namespace

/// Mails that came in below the cursor: restored, or moved by a server that hands out old UIDs.
/// (IMAP-7)
io::Async<ImapResult<void>> Mailbox::sweep() {
    const Milliseconds steady = context_.clock.steady();
    const bool is_long = !swept_long_at_ || steady - *swept_long_at_ >= kLongSweepEvery;
    if (!is_long && steady - *swept_at_ < kSweepEvery) {
        co_return ImapResult<void>{};
    }
    const TimePoint since = context_.clock.now() - (is_long ? kLongSweepBack : kSweepBack);
    for (std::uint32_t first = std::max(cursor_.first_uid, 1U);
         first <= cursor_.last_uid && !stopping_; first += limits::kImapSearchWindow) {
        const auto last = std::min(cursor_.last_uid, first + limits::kImapSearchWindow - 1);
        if (auto swept = co_await sweep_window({first, last}, since); !swept) {
            co_return swept;
        }
    }
    swept_at_ = steady;
    swept_long_at_ = is_long ? steady : *swept_long_at_;
    co_return ImapResult<void>{};
}

io::Async<ImapResult<void>> Mailbox::sweep_window(imap::UidRange window, TimePoint since) {
    auto answer =
        co_await ask([window, since](imap::Client& client) { client.search(window, since); });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const auto known = co_await on_pool<Uids>(
        [fetch = &context_.fetch, id = setup_.mailbox.channel_id, validity = cursor_.uid_validity,
         window] { return fetch->list_known(id, validity, window.first, window.last); });
    if (!known) {
        co_return std::unexpected(known.error());
    }
    Uids missing;
    std::ranges::sort(answer->found);
    std::ranges::set_difference(answer->found, *known, std::back_inserter(missing));
    if (missing.empty()) {
        co_return ImapResult<void>{};
    }
    log_warning("mailbox {}: {} mails below the cursor are taken over late", setup_.mailbox.address,
                missing.size());
    co_return co_await take_over({missing.front(), missing.back()}, missing);
}

/// What the mailbox's settings ask for after a mail was taken over. (IMAP-5)
io::Async<ImapResult<void>> Mailbox::clear_up() {
    while (!stopping_) {
        const auto due =
            co_await on_pool<Uids>([fetch = &context_.fetch, id = setup_.mailbox.channel_id,
                                    validity = cursor_.uid_validity] {
                return fetch->list_due_actions(id, validity, kActionsAtOnce);
            });
        if (!due) {
            co_return std::unexpected(due.error());
        }
        if (due->empty()) {
            break;
        }
        const auto acted = co_await act(*due);
        if (!acted) {
            co_return std::unexpected(acted.error());
        }
        const auto noted =
            co_await on_pool<bool>([fetch = &context_.fetch, id = setup_.mailbox.channel_id,
                                    validity = cursor_.uid_validity, uids = *due] {
                fetch->record_actions_done(id, validity, uids);
                return true;
            });
        if (!noted) {
            co_return std::unexpected(noted.error());
        }
    }
    co_return ImapResult<void>{};
}

/// Repeating it does no harm: what is done already is not there any more, or stays as it is. A NO
/// is an error that the screen shows; the mails are safe.
io::Async<ImapResult<bool>> Mailbox::act(Uids uids) {
    const auto& mailbox = setup_.mailbox;
    ImapResult<imap::Answer> done;
    if (mailbox.after_fetch == model::AfterFetch::move) {
        const bool can_move = connection_->client().has("MOVE");
        done = co_await ask([&](imap::Client& client) {
            can_move ? client.move(uids, mailbox.move_to) : client.copy(uids, mailbox.move_to);
        });
        if (!done || can_move) {
            co_return done ? ImapResult<bool>{true} : std::unexpected(done.error());
        }
    }
    const bool removes = mailbox.after_fetch != model::AfterFetch::seen;
    done = co_await ask([&](imap::Client& client) {
        client.store_flags(uids, removes ? "\\Seen \\Deleted" : "\\Seen");
    });
    if (done && removes && connection_->client().has("UIDPLUS")) {
        done = co_await ask([&](imap::Client& client) { client.expunge(uids); });
    }
    co_return done ? ImapResult<bool>{true} : std::unexpected(done.error());
}

}  // namespace postroom::receive
