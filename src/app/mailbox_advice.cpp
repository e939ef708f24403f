// See mailbox_advice.hpp.
#include "app/mailbox_advice.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "model/mailbox_phrases.hpp"

namespace postroom::app {
namespace {

using imap::Cause;
using imap::Failure;
using imap::Stage;
using model::mailbox_phrase;
using model::Said;

bool says(const Failure& failure, std::string_view words) {
    return find_ignoring_case(failure.text, words) != std::string::npos;
}

std::string server_of(const model::Mailbox& mailbox) {
    return fmt::format("{}:{}", mailbox.host, mailbox.port);
}

/// The server's words as they stand within a sentence.
std::string reply_of(const Failure& failure) {
    std::string_view words = trim(failure.text);
    while (words.ends_with('.')) {
        words.remove_suffix(1);
    }
    return words.empty() ? failure.code : std::string(words);
}

Said advise_connect(const model::Mailbox& mailbox, const Failure& failure) {
    if (failure.cause == Cause::local) {
        return {mailbox_phrase("clear_text"), {{"server", server_of(mailbox)}}};
    }
    if (failure.cause == Cause::timeout) {
        return {mailbox_phrase("timed_out"), {{"server", server_of(mailbox)}}};
    }
    if (says(failure, "not found") || says(failure, "not known")) {
        return {mailbox_phrase("host_unknown"), {{"host", mailbox.host}}};
    }
    if (says(failure, "refused")) {
        return {mailbox_phrase("port_closed"), {{"host", mailbox.host}}};
    }
    return {mailbox_phrase("unreachable"), {{"server", server_of(mailbox)}, {"why", failure.text}}};
}

Said advise_tls(const model::Mailbox& mailbox, const Failure& failure) {
    if (says(failure, "certificate")) {
        return {mailbox_phrase("certificate"), {{"host", mailbox.host}, {"why", failure.text}}};
    }
    if (failure.stage == Stage::starttls) {
        return {mailbox_phrase("no_starttls"), {{"server", server_of(mailbox)}}};
    }
    return {mailbox_phrase("tls_failed"), {{"why", failure.text}}};
}

Said advise_sign_in(const model::Mailbox& mailbox, const Failure& failure, bool uses_token) {
    const std::string reply = reply_of(failure);
    if (failure.is_temporary) {
        return {mailbox_phrase("sign_in_later"), {{"reply", reply}}};
    }
    if (failure.cause == Cause::local) {
        return {mailbox_phrase("no_password_sign_in"), {{"reply", reply}}};
    }
    if (uses_token) {
        return {mailbox_phrase("token_refused"), {{"reply", reply}}};
    }
    switch (mailbox.provider) {
        case model::MailProvider::gmail:
            return {mailbox_phrase("app_password_needed"), {{"reply", reply}}};
        case model::MailProvider::microsoft365:
            return {mailbox_phrase("microsoft_password_refused"), {{"reply", reply}}};
        case model::MailProvider::other:
            break;
    }
    return {mailbox_phrase("sign_in_refused"), {{"reply", reply}}};
}

Said advise_work(const model::Mailbox& mailbox, const Failure& failure) {
    if (failure.cause == Cause::local) {
        return {mailbox_phrase("not_stored"), {{"why", reply_of(failure)}}};
    }
    if (failure.cause == Cause::protocol) {
        return {mailbox_phrase("nonsense"), {{"why", reply_of(failure)}}};
    }
    if (failure.cause != Cause::refused) {
        return {mailbox_phrase("connection_lost"), {{"why", reply_of(failure)}}};
    }
    const std::string reply = reply_of(failure);
    if (says(failure, "authenticated but not connected")) {
        return {mailbox_phrase("connected_but_not_allowed"), {{"reply", reply}}};
    }
    if (failure.stage == Stage::select || failure.code == "TRYCREATE" ||
        failure.code == "NONEXISTENT") {
        const bool is_target = failure.stage != Stage::select && !mailbox.move_to.empty();
        return {mailbox_phrase("folder_missing"),
                {{"folder", is_target ? mailbox.move_to : mailbox.folder}, {"reply", reply}}};
    }
    return {mailbox_phrase("refused"), {{"reply", reply}}};
}

/// What the token service said, before any mail server was asked. (OAU-5)
std::optional<Said> advise_consent(const Failure& failure) {
    if (failure.code == "CONSENT_NEEDED") {
        return Said{mailbox_phrase("consent_needed"), {{"reply", reply_of(failure)}}};
    }
    if (failure.code == "CLIENT_REFUSED") {
        return Said{mailbox_phrase("client_secret_refused"), {{"reply", reply_of(failure)}}};
    }
    if (failure.code == "PROVIDER_UNREACHABLE") {
        return Said{mailbox_phrase("provider_unreachable"), {{"why", failure.text}}};
    }
    return std::nullopt;
}

}  // namespace

Said advise(const model::Mailbox& mailbox, const Failure& failure, bool uses_token) {
    if (auto consent = advise_consent(failure)) {
        return *std::move(consent);
    }
    if (failure.stage == Stage::connect) {
        return advise_connect(mailbox, failure);
    }
    if (failure.cause == Cause::tls) {
        return advise_tls(mailbox, failure);
    }
    if (failure.stage == Stage::auth && failure.cause != Cause::closed &&
        failure.cause != Cause::timeout) {
        return advise_sign_in(mailbox, failure, uses_token);
    }
    if (failure.stage == Stage::greeting && failure.cause == Cause::refused) {
        return {mailbox_phrase("turned_away"), {{"reply", reply_of(failure)}}};
    }
    if (failure.stage == Stage::greeting && failure.cause == Cause::protocol) {
        return {mailbox_phrase("no_mail_server"), {{"server", server_of(mailbox)}}};
    }
    return advise_work(mailbox, failure);
}

store::MailboxTrouble trouble_of(const model::Mailbox& mailbox, const Failure& failure,
                                 bool uses_token) {
    const bool will_not_mend = imap::is_auth_refused(failure) || failure.stage == Stage::select ||
                               (failure.stage == Stage::work && failure.cause == Cause::refused &&
                                !failure.is_temporary) ||
                               failure.code == "CONSENT_NEEDED" ||
                               failure.code == "CLIENT_REFUSED" ||
                               (failure.stage == Stage::connect && failure.cause == Cause::local) ||
                               failure.stage == Stage::starttls;
    return {.sentence = advise(mailbox, failure, uses_token).text(),
            .words = failure.text,
            .needs_attention = will_not_mend && failure.code != "PROVIDER_UNREACHABLE"};
}

}  // namespace postroom::app
