// See sent_folder.hpp.
#include "receive/sent_folder.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "core/text.hpp"

namespace postroom::receive {
namespace {

/// Of Outlook and Exchange, Gmail, Apple and Dovecot's usual settings; in languages in which
/// servers name their folders.
constexpr std::array<std::string_view, 16> kNames{"Sent",
                                                  "Sent Items",
                                                  "Sent Messages",
                                                  "Sent Mail",
                                                  "Envoyés",
                                                  "Éléments envoyés",
                                                  "Messages envoyés",
                                                  "Posta inviata",
                                                  "Inviata",
                                                  "Inviati",
                                                  "Отправленные",
                                                  "Gesendet",
                                                  "Gesendete Elemente",
                                                  "Gesendete Objekte",
                                                  "Enviados",
                                                  "Elementos enviados"};

/// "INBOX.Sent", "[Gmail]/Sent Mail": the part behind the last delimiter, which servers choose.
std::string_view last_part(std::string_view name) {
    const auto cut = name.find_last_of("/.");
    return cut == std::string_view::npos ? name : name.substr(cut + 1);
}

bool is_named_sent(const imap::Folder& folder) {
    return std::ranges::any_of(kNames, [&](std::string_view name) {
        const auto written = imap::quoted_mailbox(name).value_or("");
        return equals_ignoring_case(imap::quoted(last_part(folder.name)), written);
    });
}

imap::Failure refused(const imap::Answer& answer, imap::Stage stage) {
    return {.stage = stage,
            .cause = imap::Cause::refused,
            .code = answer.status.code,
            .text = answer.status.text};
}

io::Async<ImapResult<imap::Answer>> ask(ImapConnection& connection,
                                        std::function<void(imap::Client&)> begin) {
    auto answer = co_await connection.run(std::move(begin));
    if (answer && !answer->is_ok) {
        co_return std::unexpected(refused(*answer, imap::Stage::work));
    }
    co_return answer;
}

io::Async<ImapResult<std::vector<std::uint32_t>>> search(ImapConnection& connection,
                                                         std::string field, std::string text,
                                                         TimePoint since) {
    auto answer = co_await ask(
        connection, [&](imap::Client& client) { client.search_header(field, text, since); });
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return std::move(answer->found);
}

/// By its Message-ID, else by our mark: then the copy's own header tells what it is called now.
io::Async<ImapResult<SentAnswer>> find_copy(ImapConnection& connection,
                                            const SentQuestion& question) {
    const auto by_id =
        co_await search(connection, "Message-ID", question.message_id, question.since);
    if (!by_id) {
        co_return std::unexpected(by_id.error());
    }
    if (!by_id->empty()) {
        co_return SentAnswer{.is_there = true, .header = {}};
    }
    const auto marked =
        co_await search(connection, question.mark_name, question.mark, question.since);
    if (!marked) {
        co_return std::unexpected(marked.error());
    }
    if (marked->empty()) {
        co_return SentAnswer{};
    }
    const std::uint32_t uid = marked->back();
    const auto fetched =
        co_await ask(connection, [uid](imap::Client& client) { client.fetch_header(uid); });
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    const auto copy = std::ranges::find(fetched->fetched, uid, &imap::Fetched::uid);
    co_return SentAnswer{.is_there = true,
                         .header = copy == fetched->fetched.end() ? "" : copy->body.value_or("")};
}

/// False when the mailbox has no folder for sent mail.
io::Async<ImapResult<bool>> open_sent_folder(ImapConnection& connection) {
    const auto listed =
        co_await connection.run([](imap::Client& client) { client.list_folders(); });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    const auto* folder = find_sent_folder(listed->folders);
    if (folder == nullptr) {
        co_return false;
    }
    const std::string name = folder->name;
    const auto opened =
        co_await connection.run([&name](imap::Client& client) { client.examine(name); });
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    if (!opened->is_ok) {
        co_return std::unexpected(refused(*opened, imap::Stage::select));
    }
    co_return true;
}

}  // namespace

const imap::Folder* find_sent_folder(std::span<const imap::Folder> folders) {
    for (const auto& folder : folders) {
        if (folder.is_sent) {
            return &folder;
        }
    }
    const auto named = std::ranges::find_if(folders, is_named_sent);
    return named == folders.end() ? nullptr : &*named;
}

io::Async<ImapResult<std::vector<SentAnswer>>> look_into_sent_folder(
    io::Loop& loop, const Clock& clock, MailboxRoute route, std::vector<SentQuestion> questions) {
    ImapConnection connection(loop, clock, std::move(route));
    if (const auto opened = co_await connection.open(); !opened) {
        co_return std::unexpected(opened.error());
    }
    const auto is_open = co_await open_sent_folder(connection);
    if (!is_open) {
        co_return std::unexpected(is_open.error());
    }
    std::vector<SentAnswer> found(questions.size());
    for (std::size_t i = 0; *is_open && i < questions.size(); ++i) {
        auto copy = co_await find_copy(connection, questions[i]);
        if (!copy) {
            co_return std::unexpected(copy.error());
        }
        found[i] = *std::move(copy);
    }
    co_await connection.log_out();
    co_return found;
}

}  // namespace postroom::receive
