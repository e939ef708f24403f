// See bounce_notification.hpp.
#include "guard/bounce_notification.hpp"

#include "core/text.hpp"
#include "guard/bounce_class.hpp"
#include "guard/status_words.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kJsonBytesMax = std::size_t{256} << 10;
constexpr std::size_t kRecipientsMax = 1000;
constexpr std::size_t kReasonBytesMax = 1000;

/// The text in one line: mail servers fold long lines, some with an exclamation mark.
std::string unfolded(std::string_view text) {
    std::string json = replace_all(text.substr(0, kJsonBytesMax), "\r\n", "\n");
    json = replace_all(json, "!\n ", "");
    std::erase(json, '\n');
    return json;
}

/// The string behind `"name":`, its escapes resolved as far as addresses and replies need; empty
/// when it is absent or no string. Not a JSON parser: each value is found by its own name.
std::string string_of(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\"";
    std::size_t at = json.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    at = json.find_first_not_of(" :", at + key.size());
    if (at == std::string_view::npos || json[at] != '"') {
        return {};
    }
    std::string value;
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\' && at + 1 < json.size()) {
            ++at;
            value += json[at] == 'n' || json[at] == 'r' || json[at] == 't' ? ' ' : json[at];
        } else {
            value += json[at];
        }
    }
    return repair_utf8(value);
}

/// What stands in the brackets behind `"name":`, without looking into strings for brackets.
std::string_view array_of(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\"";
    const std::size_t at = json.find(key);
    const std::size_t open = at == std::string_view::npos ? at : json.find('[', at);
    if (open == std::string_view::npos) {
        return {};
    }
    const std::size_t close = json.find("}]", open);
    return json.substr(open, close == std::string_view::npos ? close : close + 1 - open);
}

/// What is written about `address` in an array of objects.
std::vector<std::string_view> objects_of(std::string_view array) {
    std::vector<std::string_view> objects;
    for (std::size_t at = array.find('{');
         at != std::string_view::npos && objects.size() < kRecipientsMax;) {
        const std::size_t next = array.find("},{", at);
        objects.push_back(array.substr(at, next == std::string_view::npos ? next : next - at));
        at = next == std::string_view::npos ? next : next + 2;
    }
    return objects;
}

std::string type_in(std::string_view json) {
    std::string type = string_of(json, "notificationType");
    return type.empty() ? string_of(json, "eventType") : type;
}

/// A notification is the whole mail, apart from the service's own footer.
bool may_be_notification(const mime::Mail& mail) {
    const std::string_view text = trim(mail.text);
    return text.starts_with('{') &&
           (text.contains("notificationType") || text.contains("eventType"));
}

BouncedRecipient read_recipient(std::string_view object, std::string_view kind,
                                std::string_view subkind) {
    BouncedRecipient recipient{.address = string_of(object, "emailAddress")};
    std::string words = string_of(object, "diagnosticCode");
    if (starts_with_ignoring_case(words, "smtp;")) {
        words = trim(std::string_view(words).substr(5));
    }
    recipient.status =
        more_telling_status(find_status(string_of(object, "status")), find_status(words));
    recipient.reply_code = find_reply_code(words);
    recipient.is_delayed = string_of(object, "action").starts_with("delay");
    const Refusal refusal{.words = words,
                          .stages = {},
                          .status = recipient.status,
                          .reply_code = recipient.reply_code};
    recipient.bounce_class = judge_bounce_class(refusal);
    if (subkind == "NoEmail") {
        recipient.bounce_class = BounceClass::hard;
    } else if (kind != "Permanent" || subkind.contains("uppress")) {
        recipient.bounce_class = BounceClass::soft;
    }
    const bool is_about_mail = subkind == "ContentRejected" || subkind == "AttachmentRejected" ||
                               subkind == "MessageTooLarge" || is_policy_refusal(refusal);
    recipient.is_policy = recipient.bounce_class == BounceClass::soft && is_about_mail;
    words = words.empty() ? std::string(kind) + " " + std::string(subkind) : words;
    recipient.reason = std::string(truncate_utf8(one_line(words), kReasonBytesMax));
    return recipient;
}

/// Our own id stands among the common headers; the service's id elsewhere is not it.
std::string original_message_id(std::string_view json) {
    const std::size_t at = json.find("\"commonHeaders\"");
    std::string id =
        at == std::string_view::npos ? std::string{} : string_of(json.substr(at), "messageId");
    std::erase_if(id, [](char c) { return c == '<' || c == '>' || c == ' '; });
    return id;
}

}  // namespace

std::string notification_type(const mime::Mail& mail) {
    return may_be_notification(mail) ? type_in(unfolded(trim(mail.text))) : std::string{};
}

bool read_notification(const mime::Mail& mail, Bounce& bounce) {
    if (!may_be_notification(mail)) {
        return false;
    }
    const std::string json = unfolded(trim(mail.text));
    const std::string type = type_in(json);
    if (type == "Bounce" || type == "DeliveryDelay") {
        const bool is_delay = type == "DeliveryDelay";
        const std::string kind = string_of(json, "bounceType");
        const std::string subkind = string_of(json, "bounceSubType");
        for (const std::string_view object :
             objects_of(array_of(json, is_delay ? "delayedRecipients" : "bouncedRecipients"))) {
            bounce.recipients.push_back(read_recipient(object, kind, subkind));
            bounce.recipients.back().is_delayed |= is_delay;
        }
        bounce.is_bounce = !bounce.recipients.empty();
        bounce.is_delayed = bounce.is_bounce && is_delay;
        bounce.original_message_id = original_message_id(json);
    }
    return !type.empty();
}

std::string complaining_recipient(const mime::Mail& mail) {
    const std::string json = unfolded(trim(mail.text));
    return string_of(array_of(json, "complainedRecipients"), "emailAddress");
}

}  // namespace postroom::guard
