// See signature.hpp.
#include "dkim/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/encoding.hpp"
#include "core/text.hpp"

namespace postroom::dkim {
namespace {

constexpr std::size_t kSignedFieldsMax = 200;

std::unexpected<Error> refuse(std::string why) {
    return fail(ErrorKind::invalid, "signature", std::move(why));
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The names of h=, lower case. Errors: none, too many, From left out (DKIM) or a seal signed
/// (ARC).
Result<std::vector<std::string>> signed_names(const Tags& tags, Role role) {
    std::vector<std::string> names;
    const std::string list = tags.compact("h");
    for (const std::string_view name : split(list, ':')) {
        names.push_back(to_lower(name));
    }
    if (names.size() > kSignedFieldsMax || std::ranges::count(names, "") > 0) {
        return refuse("the list of signed fields cannot be read");
    }
    if (role == Role::dkim && std::ranges::count(names, "from") == 0) {
        return refuse("the signature leaves out From");
    }
    if (role == Role::arc && std::ranges::count(names, "arc-seal") > 0) {
        return refuse("the signature covers a seal");
    }
    return names;
}

/// The signed fields, each name taking the next one from the bottom. (RFC 6376 section 5.4.2)
std::string signed_header(const Message& message, const std::vector<std::string>& names,
                          Canonical how) {
    std::vector<bool> is_used(message.fields.size());
    std::string out;
    for (const std::string& name : names) {
        for (std::size_t at = message.fields.size(); at-- > 0;) {
            if (!is_used[at] && equals_ignoring_case(message.fields[at].name, name)) {
                is_used[at] = true;
                out += canonical_field(message.fields[at], how);
                break;
            }
        }
    }
    return out;
}

Result<void> check_body(const Message& message, const Tags& tags, Canonical how) {
    const std::string body = canonical_body(message.body, how);
    if (const auto length = tags.find("l"); length && parse_int(*length) != std::ssize(body)) {
        return refuse("the signature covers only a part of the body");
    }
    const auto hash = base64_decode(tags.compact("bh"));
    if (!hash || *hash != sha256(body)) {
        return refuse("the body has been changed");
    }
    return {};
}

Result<void> check_times(const Tags& tags, std::optional<TimePoint> at) {
    if (!has_valid_times(tags)) {
        return refuse("the time of the signature cannot be read");
    }
    const auto expires = parse_int(tags.find("x").value_or(""));
    if (expires && at &&
        *expires < std::chrono::floor<std::chrono::seconds>(*at).time_since_epoch().count()) {
        return refuse("the signature has expired");
    }
    return {};
}

/// The identity i= lies in the domain d=; the answer says whether in a subdomain.
Result<bool> is_of_subdomain(const Tags& tags, const std::string& domain) {
    const auto identity = tags.find("i");
    if (!identity) {
        return false;
    }
    const std::string host = to_lower(identity->substr(identity->rfind('@') + 1));
    if (host == domain) {
        return false;
    }
    if (!host.ends_with("." + domain)) {
        return refuse("the signature speaks for another domain than its own");
    }
    return true;
}

}  // namespace

std::string canonical_unsigned(const Field& field, Canonical how) {
    const std::size_t value_at = field.whole.size() - field.value.size();
    std::string whole(field.whole.substr(0, value_at));
    bool is_first = true;
    for (const std::string_view spec : split(field.value, ';')) {
        if (!is_first) {
            whole += ';';
        }
        is_first = false;
        const auto equals = spec.find('=');
        const bool is_signature =
            equals != std::string_view::npos && trim(spec.substr(0, equals)) == "b";
        whole += is_signature ? spec.substr(0, equals + 1) : spec;
    }
    const std::string_view all = whole;
    std::string out = canonical_field({field.name, all.substr(value_at), all}, how);
    out.resize(out.size() - 2);
    return out;
}

Result<KeyQuestion> key_question_of(const Tags& tags) {
    const auto algorithm = parse_algorithm(tags.find("a").value_or(""));
    if (!algorithm) {
        return refuse("the signature uses an algorithm that proves nothing");
    }
    const std::string domain = to_lower(tags.compact("d"));
    const std::string selector = tags.compact("s");
    if (domain.empty() || selector.empty()) {
        return refuse("the signature does not say whose it is");
    }
    return KeyQuestion{.selector = selector, .domain = domain, .algorithm = *algorithm};
}

Result<std::string> signature_bytes_of(const Tags& tags) {
    const auto bytes = base64_decode(tags.compact("b"));
    if (!bytes || bytes->empty()) {
        return refuse("the signature is empty");
    }
    return *bytes;
}

bool has_valid_times(const Tags& tags) {
    return std::ranges::all_of(std::initializer_list<std::string_view>{"t", "x"}, [&](auto name) {
        const auto value = tags.find(name);
        return !value || is_number(*value);
    });
}

Result<Signer> verify_signature(const Message& message, const Field& field, Role role,
                                const KeyLookup& lookup, std::optional<TimePoint> at) {
    const auto tags = Tags::parse(field.value);
    if (!tags) {
        return refuse("the signature cannot be read");
    }
    if (role == Role::dkim && tags->find("v") != "1") {
        return refuse("the signature has another version than 1");
    }
    const auto how = parse_canonical(tags->find("c").value_or("simple/simple"));
    if (!how) {
        return refuse("the signature uses an unknown canonical form");
    }
    KeyQuestion question = TRY(key_question_of(*tags));
    const std::string signature = TRY(signature_bytes_of(*tags));
    const auto names = TRY(signed_names(*tags, role));
    TRY_VOID(check_times(*tags, at));
    if (role == Role::dkim) {
        question.identity_is_subdomain = TRY(is_of_subdomain(*tags, question.domain));
    }
    TRY_VOID(check_body(message, *tags, how->body));
    const std::string text =
        signed_header(message, names, how->header) + canonical_unsigned(field, how->header);
    TRY_VOID(check_signature(question, text, signature, lookup));
    return Signer{.domain = question.domain, .selector = question.selector};
}

}  // namespace postroom::dkim
