// See mail_alias.hpp.
#include "desk/mail_alias.hpp"

#include "core/text.hpp"
#include "store/incoming_mail.hpp"
#include "store/outgoing_mail.hpp"
#include "threading/evidence.hpp"

namespace postroom::desk {
namespace {

/// RFC 5322 section 2.1.1: a line has 998 characters at most.
constexpr std::size_t kMessageIdBytesMax = 990;

bool is_message_id(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.size() <= kMessageIdBytesMax && text.find_first_of(" \t<>") == text.npos;
}

bool is_an_address_of(const model::OutgoingMail& mail, std::string_view text) {
    return equals_ignoring_case(text, mail.recipient) ||
           equals_ignoring_case(text, mail.from_address) ||
           equals_ignoring_case(text, mail.envelope_from);
}

}  // namespace

std::string message_id_in_reply(std::string_view reply, const model::OutgoingMail& mail) {
    for (auto open = reply.find('<'); open != std::string_view::npos;
         open = reply.find('<', open + 1)) {
        const auto close = reply.find('>', open);
        if (close == std::string_view::npos) {
            break;
        }
        const auto inside = reply.substr(open + 1, close - open - 1);
        if (is_message_id(inside) && !is_an_address_of(mail, inside)) {
            return threading::normalise_message_id(inside);
        }
    }
    return {};
}

void learn_message_id(db::Session& session, const Environment& env, const model::OutgoingMail& mail,
                      std::string_view message_id) {
    const bool is_known = message_id == threading::normalise_message_id(mail.message_id_header) ||
                          store::find_mail_by_message_id_header(session, message_id) ||
                          store::find_mail_reference(session, message_id);
    if (message_id.empty() || is_known) {
        return;
    }
    store::insert_mail_alias(session, mail.id, message_id, env.now());
    if (mail.conversation_id) {
        store::insert_mail_reference(session, message_id, mail.conversation_id, mail.message_id);
    }
}

}  // namespace postroom::desk
