// See mailbox.hpp. This file: from a listed mail to its bytes.
#include <fmt/format.h>

#include <algorithm>

#include "receive/mailbox.hpp"
#include "receive/mailbox_pool.hpp"

namespace postroom::receive {
namespace {

using Uids = std::vector<std::uint32_t>;

constexpr int kDownloadsTried = 3;

pipeline::FetchedMail fetched_mail(imap::Fetched& mail, std::uint64_t size) {
    return {.uid = mail.uid,
            .size = size,
            .arrived_at = mail.arrived_at,
            .raw = std::move(mail.body).value_or("")};
}

}  // namespace

/// Why a mail's header stands in for it, if it does. (IMAP-3, IMAP-6)
std::optional<std::string> Mailbox::why_not_downloaded(const imap::Fetched& mail) const {
    const auto suspect = suspects_.find(mail.uid);
    if (mail.size > context_.mail_bytes_max) {
        return fmt::format(
            "This mail of {} MB is larger than the {} MB that are taken over. It lies in the "
            "folder {} of {}.",
            mail.size >> 20U, context_.mail_bytes_max >> 20U, setup_.mailbox.folder,
            setup_.mailbox.address);
    }
    if (suspect != suspects_.end() && suspect->second >= kDownloadsTried) {
        return fmt::format(
            "This mail could not be downloaded: the connection ended {} times while we tried. It "
            "lies in the folder {} of {}.",
            suspect->second, setup_.mailbox.folder, setup_.mailbox.address);
    }
    return std::nullopt;
}

/// Several small mails with one command, a large one piece by piece.
io::Async<ImapResult<std::vector<pipeline::FetchedMail>>> Mailbox::download(
    std::vector<imap::Fetched> mails) {
    std::vector<pipeline::FetchedMail> downloaded;
    if (const auto why = why_not_downloaded(mails.front()); why && mails.size() == 1) {
        auto mail = co_await download_header(mails.front(), *why);
        if (!mail) {
            co_return std::unexpected(mail.error());
        }
        downloaded.push_back(std::move(*mail));
        co_return downloaded;
    }
    Uids uids;
    for (const auto& mail : mails) {
        uids.push_back(mail.uid);
    }
    under_way_ = uids;
    auto answer = co_await ask([uids](imap::Client& client) { client.fetch_mails(uids); });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    std::ranges::sort(answer->fetched, {}, &imap::Fetched::uid);
    for (auto& mail : answer->fetched) {
        const auto listed = std::ranges::find(mails, mail.uid, &imap::Fetched::uid);
        if (listed == mails.end() || !mail.body) {
            continue;  // flags of another mail, or one that was removed meanwhile
        }
        if (mail.body->size() < limits::kImapChunkBytes) {
            downloaded.push_back(fetched_mail(mail, listed->size));
            continue;
        }
        mail.size = listed->size;
        auto whole = co_await download_one(std::move(mail));
        if (!whole) {
            co_return std::unexpected(whole.error());
        }
        downloaded.push_back(std::move(*whole));
    }
    under_way_.clear();
    co_return downloaded;
}

/// The rest of a mail whose first piece is there. A server's idea of its size may be wrong, so the
/// end is where a piece is short.
io::Async<ImapResult<pipeline::FetchedMail>> Mailbox::download_one(imap::Fetched mail) {
    for (std::size_t piece = limits::kImapChunkBytes; piece == limits::kImapChunkBytes;) {
        if (mail.body->size() > context_.mail_bytes_max) {
            mail.size = mail.body->size();
            co_return co_await download_header(
                mail, *why_not_downloaded({.uid = mail.uid, .size = mail.size}));
        }
        auto answer =
            co_await ask([uid = mail.uid, offset = mail.body->size()](imap::Client& client) {
                client.fetch_chunk(uid, offset, limits::kImapChunkBytes);
            });
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        const auto found = std::ranges::find(answer->fetched, mail.uid, &imap::Fetched::uid);
        piece = 0;
        if (found != answer->fetched.end() && found->body) {
            piece = found->body->size();
            mail.body->append(*found->body);
        }
    }
    const auto size = mail.size;
    co_return fetched_mail(mail, size);
}

io::Async<ImapResult<pipeline::FetchedMail>> Mailbox::download_header(imap::Fetched mail,
                                                                      std::string why) {
    under_way_.clear();
    auto answer = co_await connection_->run(
        [uid = mail.uid](imap::Client& client) { client.fetch_header(uid); });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const auto found = std::ranges::find(answer->fetched, mail.uid, &imap::Fetched::uid);
    const std::string header =
        found != answer->fetched.end() ? found->body.value_or("") : std::string();
    co_return pipeline::FetchedMail{.uid = mail.uid,
                                    .size = mail.size,
                                    .arrived_at = mail.arrived_at,
                                    .raw = pipeline::stand_in_mail(header, why)};
}

}  // namespace postroom::receive
