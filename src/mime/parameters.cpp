// See parameters.hpp.
#include "mime/parameters.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/fields.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kParametersMax = 200;

/// One "name*0*=value" before continuations are joined.
struct Section {
    std::string name;
    std::size_t number = 0;
    bool is_numbered = false;
    bool is_percent = false;
    std::string value;
};

void skip_comment(std::string_view& rest) {
    std::size_t depth = 0;
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
        if (rest[at] == '\\') {
            ++at;
        } else if (rest[at] == '(') {
            ++depth;
        } else if (rest[at] == ')' && --depth == 0) {
            ++at;
            break;
        }
    }
    rest.remove_prefix(std::min(at, rest.size()));
}

/// The quoted string at the front of `rest`; a missing closing quote ends with the value.
std::string take_quoted(std::string_view& rest) {
    std::string out;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        if (rest[at] == '\\' && at + 1 < rest.size()) {
            ++at;
        }
        out += rest[at];
    }
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return out;
}

/// An unquoted value: to the semicolon, so that a file name may hold the spaces it should not.
std::string take_token(std::string_view& rest) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view token = trim(rest.substr(0, end));
    rest.remove_prefix(end);
    return std::string(token);
}

/// The next "name=value", or nothing at the end. Text without "=" is passed over.
std::optional<std::pair<std::string, std::string>> take_pair(std::string_view& rest) {
    while (!rest.empty()) {
        if (rest.front() == ';' || rest.front() == ' ') {
            rest.remove_prefix(1);
        } else if (rest.front() == '(') {
            skip_comment(rest);
        } else {
            const std::size_t stop = rest.find_first_of("=;");
            if (stop == std::string_view::npos) {
                return std::nullopt;
            }
            std::string name = to_lower(trim(rest.substr(0, stop)));
            const bool has_value = rest[stop] == '=';
            rest.remove_prefix(stop + 1);
            if (!has_value) {
                continue;
            }
            rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
            const bool quoted = rest.starts_with('"');
            return std::pair{std::move(name), quoted ? take_quoted(rest) : take_token(rest)};
        }
    }
    return std::nullopt;
}

Section section_of(std::string name, std::string value) {
    Section section;
    if (name.ends_with('*')) {
        section.is_percent = true;
        name.pop_back();
    }
    if (const std::size_t star = name.rfind('*'); star != std::string::npos) {
        const auto number = parse_int(std::string_view(name).substr(star + 1));
        if (number && *number >= 0 && static_cast<std::size_t>(*number) < kParametersMax) {
            section.number = static_cast<std::size_t>(*number);
            section.is_numbered = true;
            name.resize(star);
        }
    }
    section.name = std::move(name);
    section.value = std::move(value);
    return section;
}

int hex_value(char c) {
    const auto at =
        std::string_view("0123456789abcdef").find(static_cast<char>(c | (c >= 'A' ? 0x20 : 0)));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Cuts "charset'language'" off the first percent-encoded section that has it. Some senders number
/// it later than section 0, where it belongs.
std::string_view take_charset(std::string_view value, std::string& charset) {
    const std::size_t first = value.find('\'');
    const std::size_t second =
        first == std::string_view::npos ? first : value.find('\'', first + 1);
    const bool is_label = second != std::string_view::npos &&
                          value.substr(0, second).find_first_of(" %\"") == std::string_view::npos;
    if (!charset.empty() || !is_label) {
        return value;
    }
    charset = value.substr(0, first);
    return value.substr(second + 1);
}

/// The sections of one name, in order, as one parameter. (RFC 2231 section 4.1)
Parameter join(const std::vector<const Section*>& sections) {
    Parameter parameter{sections.front()->name, {}, false};
    std::string charset;
    std::string bytes;  // of that charset, not yet decoded: a character may be cut between sections
    const auto flush = [&] {
        parameter.value += to_utf8(bytes, charset).text;
        bytes.clear();
    };
    for (const Section* section : sections) {
        parameter.is_extended |= section->is_percent;
    }
    for (const Section* section : sections) {
        if (section->is_percent) {
            bytes += percent_decode(take_charset(section->value, charset));
        } else if (parameter.is_extended && !is_plain_ascii(section->value)) {
            flush();
            parameter.value += to_utf8(section->value, "utf-8").text;
        } else {
            bytes += section->value;
        }
    }
    if (!parameter.is_extended) {
        parameter.value = std::move(bytes);
        return parameter;
    }
    flush();
    // Some put an encoded word into the extended form.
    parameter.value = decode_words(parameter.value);
    return parameter;
}

std::vector<Parameter> join_sections(std::vector<Section> sections) {
    std::ranges::stable_sort(sections, {}, &Section::number);
    std::vector<Parameter> out;
    std::vector<bool> used(sections.size());
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (used[i]) {
            continue;
        }
        std::vector<const Section*> group{&sections[i]};
        for (std::size_t k = i + 1; k < sections.size() && sections[i].is_numbered; ++k) {
            if (!used[k] && sections[k].is_numbered && sections[k].name == sections[i].name) {
                used[k] = true;
                group.push_back(&sections[k]);
            }
        }
        out.push_back(join(group));
    }
    return out;
}

/// What stands before the parameters. "text / plain" loses its spaces, "text/plain charset=utf-8"
/// lacks its semicolon, and a parameter alone means no value.
std::string take_value(std::string_view& rest) {
    std::size_t end = std::min(rest.find_first_of(";("), rest.size());
    if (const std::size_t equals = rest.substr(0, end).find('=');
        equals != std::string_view::npos) {
        const std::size_t gap = rest.substr(0, equals).find(' ');
        end = gap == std::string_view::npos ? 0 : gap;
    }
    std::string value = to_lower(rest.substr(0, end));
    std::erase_if(value, [](char c) { return c <= ' ' || c >= 0x7f || c == '"'; });
    rest.remove_prefix(end);
    return value;
}

}  // namespace

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '%' && at + 2 < text.size() &&
                            hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(hex_value(text[at + 1]) << 4 | hex_value(text[at + 2]));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

Structured parse_structured(std::string_view raw) {
    const std::string line = unfold(raw);
    std::string_view rest = line;
    Structured out;
    out.value = take_value(rest);
    std::vector<Section> sections;
    while (sections.size() < kParametersMax) {
        auto pair = take_pair(rest);
        if (!pair) {
            break;
        }
        sections.push_back(section_of(std::move(pair->first), std::move(pair->second)));
    }
    out.parameters = join_sections(std::move(sections));
    return out;
}

std::string_view Structured::get(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? std::string_view{} : std::string_view(found->value);
}

std::string Structured::text(std::string_view name, std::string_view fallback_charset) const {
    for (const Parameter& parameter : parameters) {
        if (parameter.name == name && parameter.is_extended) {
            return parameter.value;
        }
    }
    return decode_header(get(name), fallback_charset);
}

}  // namespace postroom::mime
