// See mailbox.hpp. This file: what is done in an open mailbox: look, list, take over, store.
#include <algorithm>

#include "core/log.hpp"
#include "receive/mailbox.hpp"
#include "receive/mailbox_pool.hpp"

namespace postroom::receive {
namespace {

using imap::Cause;
using imap::Stage;
using Uids = std::vector<std::uint32_t>;

imap::Failure refused(Stage stage, const imap::StatusText& status) {
    return {.stage = stage, .cause = Cause::refused, .code = status.code, .text = status.text};
}

}  // namespace

/// One command that must succeed.
io::Async<ImapResult<imap::Answer>> Mailbox::ask(std::function<void(imap::Client&)> begin) {
    auto answer = co_await connection_->run(std::move(begin));
    if (answer && !answer->is_ok) {
        co_return std::unexpected(refused(Stage::work, answer->status));
    }
    co_return answer;
}

io::Async<ImapResult<void>> Mailbox::look() {
    if (auto opened = co_await open_folder(); !opened) {
        co_return opened;
    }
    if (auto taken = co_await take_over_new(); !taken) {
        co_return taken;
    }
    if (auto swept = co_await sweep(); !swept) {
        co_return swept;
    }
    co_return co_await clear_up();
}

/// Opens the folder anew, which tells of everything that came meanwhile. (IMAP-1, IMAP-4)
io::Async<ImapResult<void>> Mailbox::open_folder() {
    const std::string folder = setup_.mailbox.folder;
    auto answer =
        co_await connection_->run([folder](imap::Client& client) { client.select(folder); });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->is_ok) {
        co_return std::unexpected(refused(Stage::select, answer->status));
    }
    auto cursor = co_await on_pool<std::optional<model::MailboxCursor>>(
        [fetch = &context_.fetch, id = setup_.mailbox.channel_id] {
            return fetch->find_cursor(id);
        });
    if (!cursor) {
        co_return std::unexpected(cursor.error());
    }
    cursor_ = cursor->value_or(model::MailboxCursor{});
    if (cursor_.uid_validity != connection_->client().selected().uid_validity) {
        co_return co_await begin_with(connection_->client().selected());
    }
    co_return ImapResult<void>{};
}

/// The first time only what comes from now on is ours (IMAP-10). With another UIDVALIDITY every
/// mail has a new UID: all are looked at, and those we know are recognised (IMAP-4).
io::Async<ImapResult<void>> Mailbox::begin_with(const imap::Selected& selected) {
    const auto next = co_await find_next_uid();
    if (!next) {
        co_return std::unexpected(next.error());
    }
    const bool is_first = cursor_.uid_validity == 0;
    model::MailboxCursor begun{.uid_validity = selected.uid_validity,
                               .first_uid = is_first ? *next : 1,
                               .last_uid = is_first ? *next - 1 : 0,
                               .rematch_until = is_first ? 0 : *next - 1};
    const auto saved =
        co_await on_pool<bool>([fetch = &context_.fetch, mailbox = setup_.mailbox, begun] {
            return fetch->save_cursor(mailbox, begun);
        });
    if (!saved) {
        co_return std::unexpected(saved.error());
    }
    if (!is_first) {
        log_warning("mailbox {}: its UIDVALIDITY changed; known mails are recognised",
                    setup_.mailbox.address);
    }
    cursor_ = begun;
    co_return ImapResult<void>{};
}

/// Servers that keep UIDNEXT to themselves name the last mail when asked for those from the highest
/// UID on. (IMAP-2)
io::Async<ImapResult<std::uint32_t>> Mailbox::find_next_uid() {
    const auto& selected = connection_->client().selected();
    if (selected.uid_next != 0) {
        co_return selected.uid_next;
    }
    if (selected.exists == 0) {
        co_return 1;
    }
    const auto listed = co_await list({UINT32_MAX, 0});
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    std::uint32_t last = 0;
    for (const auto& mail : *listed) {
        last = std::max(last, mail.uid);
    }
    co_return last + 1;
}

/// Window by window from the cursor to the end.
io::Async<ImapResult<void>> Mailbox::take_over_new() {
    const auto next = co_await find_next_uid();
    if (!next) {
        co_return std::unexpected(next.error());
    }
    std::uint32_t width = limits::kImapUidWindow;
    while (cursor_.last_uid + 1 < *next && !stopping_) {
        const std::uint32_t first = cursor_.last_uid + 1;
        const imap::UidRange window{first, std::min(*next - 1, first + width - 1)};
        const auto backlog = static_cast<std::int64_t>(*next) - first;
        if (backlog > static_cast<std::int64_t>(limits::kImapMailsPerFetch)) {
            co_await on_pool<bool>(
                [fetch = &context_.fetch, id = setup_.mailbox.channel_id, backlog] {
                    fetch->record_look(id, backlog);
                    return true;
                });
        }
        if (auto taken = co_await take_over(window, {}); !taken) {
            co_return taken;
        }
        // Deleted mails leave gaps of any width.
        width = std::min(width * 2, limits::kImapSearchWindow);
    }
    const auto known =
        co_await on_pool<bool>([fetch = &context_.fetch, id = setup_.mailbox.channel_id] {
            fetch->record_look(id, 0);
            return true;
        });
    co_return known ? ImapResult<void>{} : std::unexpected(known.error());
}

io::Async<ImapResult<std::vector<imap::Fetched>>> Mailbox::list(imap::UidRange window) {
    const bool with_ids = is_rematching(window.first);
    auto answer = co_await ask([window, with_ids](imap::Client& client) {
        with_ids ? client.list_message_ids(window) : client.list_mails(window);
    });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    auto mails = std::move(answer->fetched);
    // "n:*" names the last mail even when its UID is lower than n. (IMAP-2)
    std::erase_if(mails, [&](const imap::Fetched& mail) {
        return window.first != UINT32_MAX &&
               (mail.uid < window.first || (window.last != 0 && mail.uid > window.last));
    });
    std::ranges::sort(mails, {}, &imap::Fetched::uid);
    const auto doubled = std::ranges::unique(mails, {}, &imap::Fetched::uid);
    mails.erase(doubled.begin(), doubled.end());
    co_return mails;
}

/// @param only  empty: every mail of the window, and the cursor moves behind it; else just these
io::Async<ImapResult<void>> Mailbox::take_over(imap::UidRange window, Uids only) {
    const bool moves_cursor = only.empty();
    auto listed = co_await list(window);
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    auto unknown = co_await without_known(std::move(*listed), std::move(only));
    if (!unknown) {
        co_return std::unexpected(unknown.error());
    }
    auto& mails = *unknown;
    for (std::size_t begin = 0; begin < mails.size() && !stopping_;) {
        std::size_t end = begin;
        for (std::uint64_t bytes = 0;
             end < mails.size() && end - begin < limits::kImapMailsPerFetch; ++end) {
            bytes += mails[end].size;
            const bool stands_alone =
                bytes > limits::kImapChunkBytes || suspects_.contains(mails[end].uid);
            if (stands_alone && end > begin) {
                break;
            }
            if (stands_alone) {
                ++end;
                break;
            }
        }
        auto fetched = co_await download({mails.begin() + static_cast<std::ptrdiff_t>(begin),
                                          mails.begin() + static_cast<std::ptrdiff_t>(end)});
        if (!fetched) {
            co_return std::unexpected(fetched.error());
        }
        const std::uint32_t through = moves_cursor ? mails[end - 1].uid : 0;
        if (auto stored = co_await store({.channel_id = setup_.mailbox.channel_id,
                                          .releases = setup_.mailbox.releases,
                                          .uid_validity = cursor_.uid_validity,
                                          .through_uid = through,
                                          .may_be_known = is_rematching(mails[begin].uid),
                                          .mails = std::move(*fetched)});
            !stored) {
            co_return stored;
        }
        begin = end;
    }
    if (!moves_cursor || stopping_) {
        co_return ImapResult<void>{};
    }
    co_return co_await store({.channel_id = setup_.mailbox.channel_id,
                              .releases = setup_.mailbox.releases,
                              .uid_validity = cursor_.uid_validity,
                              .through_uid = window.last,
                              .may_be_known = false,
                              .mails = {}});
}

io::Async<ImapResult<std::vector<imap::Fetched>>> Mailbox::without_known(
    std::vector<imap::Fetched> mails, Uids only) {
    if (!only.empty()) {
        std::erase_if(mails, [&only](const imap::Fetched& mail) {
            return !std::ranges::binary_search(only, mail.uid);
        });
    }
    std::vector<pipeline::ListedMail> asked;
    for (auto& mail : mails) {
        if (is_rematching(mail.uid)) {
            asked.push_back({.uid = mail.uid,
                             .size = mail.size,
                             .arrived_at = mail.arrived_at,
                             .header = std::exchange(mail.body, {}).value_or("")});
        }
    }
    if (asked.empty()) {
        co_return mails;
    }
    const auto unknown = co_await on_pool<Uids>(
        [fetch = &context_.fetch, mailbox = setup_.mailbox, validity = cursor_.uid_validity,
         asked = std::move(asked)] { return fetch->recognise(mailbox, validity, asked); });
    if (!unknown) {
        co_return std::unexpected(unknown.error());
    }
    std::erase_if(mails, [&](const imap::Fetched& mail) {
        return is_rematching(mail.uid) && !std::ranges::binary_search(*unknown, mail.uid);
    });
    co_return mails;
}

/// Durable, or an error; the cursor in memory follows the one in the database. (IMAP-1)
io::Async<ImapResult<void>> Mailbox::store(pipeline::FetchedBatch batch) {
    const auto through = batch.through_uid;
    io::Answer<Result<std::size_t>> answer(context_.loop);
    const auto callback = answer.callback();
    auto shared = std::make_shared<pipeline::FetchedBatch>(std::move(batch));
    const bool queued =
        context_.pool.submit([fetch = &context_.fetch, mailbox = setup_.mailbox, shared, callback] {
            fetch->accept(mailbox, std::move(*shared),
                          [callback](Result<std::size_t> stored) { callback(std::move(stored)); });
        });
    if (!queued) {
        co_return std::unexpected(database_failure("the program is busy"));
    }
    const auto stored =
        co_await answer.wait(context_.clock, context_.clock.steady() + kDatabasePatience);
    if (!stored || !*stored) {
        co_return std::unexpected(
            database_failure(stored ? stored->error().reply : "the database does not answer"));
    }
    cursor_.last_uid = std::max(cursor_.last_uid, through);
    co_return ImapResult<void>{};
}

}  // namespace postroom::receive
