// See authentication_results.hpp.
#include "guard/authentication_results.hpp"

#include "core/text.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kMethodsMax = 32;
constexpr std::size_t kBytesRead = 8192;

/// The value without its comments; quoted strings stay as they are. (RFC 5322 section 3.2.2)
std::string without_comments(std::string_view value) {
    std::string out;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\\' && i + 1 < value.size()) {
            if (depth == 0) {
                out.append(value.substr(i, 2));
            }
            ++i;
            continue;
        }
        is_quoted ^= c == '"' && depth == 0;
        depth += !is_quoted && c == '(' ? 1 : 0;
        if (depth == 0) {
            out += c;
        }
        depth -= !is_quoted && c == ')' && depth > 0 ? 1 : 0;
    }
    return out;
}

/// Cut at `separator` outside quoted strings.
std::vector<std::string_view> split_unquoted(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> pieces;
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool ends = i == text.size() || (!is_quoted && separators.contains(text[i]));
        if (ends) {
            if (const auto piece = trim(text.substr(begin, i - begin)); !piece.empty()) {
                pieces.push_back(piece);
            }
            begin = i + 1;
        } else if (text[i] == '"') {
            is_quoted = !is_quoted;
        }
    }
    return pieces;
}

std::string_view without_quotes(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"'
               ? text.substr(1, text.size() - 2)
               : text;
}

/// "dkim/1=pass reason="..." header.d=example.org"; empty method when it is none.
MethodResult read_method(std::string_view text) {
    MethodResult read;
    // Blanks around "=" are allowed; taking them out makes each piece one pair.
    std::string tight;
    for (const auto piece : split_unquoted(text, " \t\r\n")) {
        const bool joins = tight.ends_with('=') || piece.starts_with('=');
        tight.append(tight.empty() || joins ? "" : " ").append(piece);
    }
    for (const auto piece : split_unquoted(tight, " ")) {
        const auto equals = piece.find('=');
        if (equals == std::string_view::npos) {
            continue;
        }
        std::string name = to_lower(piece.substr(0, equals));
        std::string value(without_quotes(piece.substr(equals + 1)));
        if (read.method.empty()) {
            read.method = name.substr(0, name.find('/'));
            read.result = to_lower(value);
        } else {
            read.properties.emplace_back(std::move(name), std::move(value));
        }
    }
    return read;
}

}  // namespace

std::string_view MethodResult::property(std::string_view name) const {
    for (const auto& [key, value] : properties) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::optional<AuthenticationResults> parse_authentication_results(std::string_view value) {
    const std::string plain = without_comments(value.substr(0, kBytesRead));
    const auto pieces = split_unquoted(plain, ";");
    if (pieces.empty() || pieces.front().contains('=')) {
        return std::nullopt;
    }
    AuthenticationResults results;
    const auto server = pieces.front();
    results.server = to_lower(without_quotes(server.substr(0, server.find_first_of(" \t\r\n"))));
    for (std::size_t i = 1; i < pieces.size() && i <= kMethodsMax; ++i) {
        if (auto method = read_method(pieces[i]); !method.method.empty()) {
            results.methods.push_back(std::move(method));
        }
    }
    return results;
}

}  // namespace postroom::guard
