// See bounce_origin.hpp.
#include "guard/bounce_origin.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/text.hpp"
#include "guard/unanswerable.hpp"

namespace postroom::guard {
namespace {

using Words = std::span<const std::string_view>;

// clang-format off
constexpr auto kDaemonLocals = std::to_array<std::string_view>({
    "mailer-daemon", "mailerdaemon", "mailer_daemon", "mailer.daemon", "mail-daemon", "maildaemon", "mdaemon", "mail.delivery.system", "mail-delivery", "maildelivery", "delivery-status", "delivery-notification", "microsoftexchange", "mailmarshal",
});
constexpr auto kDaemonNames = std::to_array<std::string_view>({
    "mail delivery", "mail deliver ", "maildelivery", "delivery subsystem", "mailer daemon", "mail daemon", "mail system", "content filter", "interscan", "mailmarshal", "mail marshal", "mailmax", "mail transport", "mailservice daemon", "returned mail", "undelivered",
});
constexpr auto kPostmasters = std::to_array<std::string_view>({"postmaster", "post_master", "poostmaster", "post-master", "postmeister", "mailadmin", "mail-admin", "sysadmin"});
constexpr auto kPostmasterNames = std::to_array<std::string_view>({
    "postmaster", "mail administrator", "mail admin", "email admin", "system administrator", "systemadministrator", "administrateur système", "administrateur du système", "amministratore di sistema", "amministratore sistema", "administrador del sistema", "administrador do sistema", "системный администратор", "systeembeheerder", "systemadministratör",
    "システム管理者", "系统管理员", "系統管理員", "microsoft outlook", "microsoft exchange", "mail server", "mailserver", "mail gateway", "email gateway", "mail security", "message center",
});

/// Before a subject: an answer, a forwarded mail, a notice of absence.
constexpr auto kAnswerPrefixes = std::to_array<std::string_view>({
    "re:", "re :", "re[", "fwd:", "fw:", "aw:", "wg:", "tr:", "sv:", "vs:", "rif:", "i:", "r:", "rv:", "res:", "enc:", "antw:", "odp:", "pd:", "ynt:", "ilt:", "回复:", "答复:", "转发:", "回覆:", "轉寄:", "ответ:", "отв:",
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "autosvar", "out of office", "out of the office", "réponse automatique", "risposta automatica", "automatische antwort", "abwesenheit", "respuesta automática", "resposta automática", "автоматический ответ", "автоответ", "automatisch antwoord", "automatisk svar", "odpowiedź automatyczna",
});

constexpr auto kChallenges = std::to_array<std::string_view>({
    "please confirm", "confirmation required", "confirm your", "verification required", "please verify", "awaits moderator", "awaiting moderat", "moderator approval", "requires approval", "is being held", "has been held", "held for", "waiting for approval", "waiting for your", "[qconfirm]", "challenge", "[boxbe]", "quarantine", "spam digest",
});
// clang-format on

bool contains_any(std::string_view text, Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

bool has_null_sender(const mime::Mail& mail) {
    const std::string_view path = trim(mail.header("Return-Path"));
    return path == "<>" || equals_ignoring_case(path, "<MAILER-DAEMON>") ||
           (mail.from.address.empty() && mail.header("From").contains("<>"));
}

/// fml and its like: the sender of a post that was turned away is told by the list's owner.
bool is_list_server(const mime::Mail& mail) {
    const bool is_fml =
        find_ignoring_case(mail.header("X-MLServer"), "fml") != std::string_view::npos;
    return is_fml || mail.message_id.contains(".FML");
}

}  // namespace

BounceOrigin judge_bounce_origin(const mime::Mail& mail) {
    const std::string_view address = mail.from.address;
    const std::string local = to_lower(address.substr(0, address.find('@')));
    std::string name = to_lower(mail.from.name);
    std::ranges::replace(name, '.', ' ');
    std::ranges::replace(name, '-', ' ');
    if (contains_any(local, kDaemonLocals) || contains_any(name, kDaemonNames)) {
        return BounceOrigin::daemon;
    }
    if (contains_any(local, kPostmasters) || contains_any(name, kPostmasterNames)) {
        return BounceOrigin::postmaster;
    }
    if (is_list_server(mail)) {
        return BounceOrigin::list_server;
    }
    const bool is_robot =
        has_null_sender(mail) || is_unanswerable(address) || mail.has_header("X-Failed-Recipients");
    return is_robot ? BounceOrigin::robot : BounceOrigin::person;
}

bool is_answer_or_forward(std::string_view subject) {
    const std::string folded = to_lower(trim(subject));
    return std::ranges::any_of(kAnswerPrefixes,
                               [&](std::string_view prefix) { return folded.starts_with(prefix); });
}

bool is_challenge(std::string_view subject) { return contains_any(to_lower(subject), kChallenges); }

}  // namespace postroom::guard
