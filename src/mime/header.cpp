// See header.hpp.
#include "mime/header.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/address.hpp"
#include "mime/date.hpp"
#include "mime/message_id.hpp"
#include "mime/warning.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

/// The mailboxes of all fields of that name; more than one field is not legal but happens.
std::vector<Address> people(const Part& root, std::string_view name, std::string_view charset,
                            Mail& mail) {
    std::vector<Address> all;
    for (const RawField& field : root.fields) {
        if (!equals_ignoring_case(field.name, name) || all.size() >= limits::kHeaderAddressesMax) {
            continue;
        }
        AddressList list = parse_addresses(field.value, charset);
        if (list.is_cut) {
            add_warning(mail.warnings, "addresses: more than the limit, cut");
        }
        std::ranges::move(list.addresses, std::back_inserter(all));
    }
    all.resize(std::min(all.size(), limits::kHeaderAddressesMax));
    return all;
}

void read_people(const Part& root, std::string_view charset, Mail& mail) {
    if (auto from = people(root, "from", charset, mail); !from.empty()) {
        mail.from = std::move(from.front());
    } else {
        // "MAILER-DAEMON <>" names its sender all the same.
        mail.from.name = one_line(replace_all(mail.header("from"), "<>", ""));
        add_warning(mail.warnings, "from: missing or without an address");
    }
    if (auto sender = people(root, "sender", charset, mail); !sender.empty()) {
        mail.sender = std::move(sender.front());
    }
    mail.to = people(root, "to", charset, mail);
    mail.cc = people(root, "cc", charset, mail);
    mail.reply_to = people(root, "reply-to", charset, mail);
}

std::string first_id(const Part& root, std::string_view name) {
    auto ids = parse_message_ids(find_field(root.fields, name));
    return ids.empty() ? std::string() : std::move(ids.front());
}

/// The values of all fields of that name in one line: some clients write References anew for each
/// id.
std::string all_values(const Part& root, std::string_view name) {
    std::string all;
    for (const RawField& field : root.fields) {
        if (equals_ignoring_case(field.name, name)) {
            all.append(all.empty() ? "" : " ").append(field.value);
        }
    }
    return all;
}

void read_date(const Part& root, Mail& mail) {
    const std::string_view raw = find_field(root.fields, "date");
    if (auto date = parse_date(raw)) {
        mail.date = std::move(date->text);
        mail.sent_at = date->utc;
    } else if (!raw.empty()) {
        add_warning(mail.warnings, "date: unreadable");
    }
}

}  // namespace

void read_header(const Part& root, std::string_view fallback_charset, Mail& mail) {
    mail.headers.reserve(root.fields.size());
    for (const RawField& field : root.fields) {
        mail.headers.push_back({strip_controls(repair_utf8(field.name)),
                                decode_header(field.value, fallback_charset)});
    }
    mail.subject = std::string(mail.header("subject"));
    mail.content_type = root.content_type.value;
    read_people(root, fallback_charset, mail);
    mail.message_id = first_id(root, "message-id");
    mail.in_reply_to = first_id(root, "in-reply-to");
    mail.references = parse_message_ids(all_values(root, "references"));
    read_date(root, mail);
}

}  // namespace postroom::mime
