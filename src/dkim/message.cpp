// See message.hpp.
#include "dkim/message.hpp"

#include "core/text.hpp"

namespace postroom::dkim {
namespace {

/// The line at the start of `rest` without its line end; `rest` begins with the next one then.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

bool is_continuation(std::string_view line) {
    return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

/// Fields of `whole` (one logical line); false when it has no name.
bool add_field(Message& message, std::string_view whole) {
    const auto colon = whole.find(':');
    if (colon == std::string_view::npos || colon == 0 || is_continuation(whole)) {
        return false;
    }
    const std::string_view name = trim(whole.substr(0, colon));
    if (name.empty() || name.find_first_of(" \t\r\n") != std::string_view::npos) {
        return false;
    }
    message.fields.push_back({name, whole.substr(colon + 1), whole});
    return true;
}

}  // namespace

Message split_message(std::string_view mail) {
    Message message;
    std::string_view rest = mail;
    if (rest.starts_with("From ")) {  // the separator of an mbox is no field
        take_line(rest);
    }
    while (!rest.empty()) {
        const char* const begin = rest.data();
        std::string_view line = take_line(rest);
        if (line.empty()) {
            break;
        }
        const char* end = line.data() + line.size();
        while (is_continuation(rest)) {
            line = take_line(rest);
            end = line.data() + line.size();
        }
        if (!add_field(message, {begin, end})) {
            message.is_well_formed = false;
        }
    }
    message.body = rest;
    return message;
}

std::vector<const Field*> fields_named(const Message& message, std::string_view name) {
    std::vector<const Field*> found;
    for (const Field& field : message.fields) {
        if (equals_ignoring_case(field.name, name)) {
            found.push_back(&field);
        }
    }
    return found;
}

}  // namespace postroom::dkim
