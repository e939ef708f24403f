// See client.hpp. This file: greeting, encryption, signing in, and what the server says; the
// commands are in client_commands.cpp.
#include "imap/client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.hpp"
#include "core/encoding.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::imap {
namespace {

constexpr std::size_t kCapabilitiesMax = 200;

std::string to_upper(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
}

/// The first word of `text`, which is shortened by it.
std::string_view take_word(std::string_view& text) {
    text = trim(text);
    const auto blank = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, blank);
    text.remove_prefix(std::min(blank + 1, text.size()));
    return word;
}

StatusText own_words(std::string text) {
    return {.code = {}, .argument = {}, .text = std::move(text)};
}

/// RFC 5530: the server is busy, not unwilling.
bool is_temporary(std::string_view code) {
    return code == "UNAVAILABLE" || code == "INUSE" || code == "LIMIT" || code == "SERVERBUG";
}

/// What stands between quotes: nothing that ends a line or leaves ASCII.
bool is_quotable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

std::string plain_response(const Credentials& credentials) {
    std::string response(1, '\0');
    response.append(credentials.user).append(1, '\0').append(credentials.password);
    return base64_encode(response);
}

std::string token_response(const Credentials& credentials, bool is_xoauth2) {
    const std::string bearer = "auth=Bearer " + credentials.oauth_token + "\x01\x01";
    return base64_encode(is_xoauth2 ? "user=" + credentials.user + "\x01" + bearer
                                    : "n,a=" + credentials.user + ",\x01" + bearer);
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result.push_back('\\');
        }
        result.push_back(c);
    }
    return result + "\"";
}

Client::Client(ClientOptions options)
    : options_(std::move(options)), reader_(options_.literal_bytes_max), is_tls_(options_.is_tls) {}

bool Client::has(std::string_view capability) const {
    return std::ranges::find(capabilities_, capability) != capabilities_.end();
}

ClientEvent Client::next() {
    for (;;) {
        switch (state_) {
            case State::start_tls:
                return ClientEvent::start_tls;
            case State::ready:
                return ClientEvent::ready;
            case State::answered:
                return ClientEvent::answer;
            case State::failed:
                return ClientEvent::failed;
            case State::running:
                break;
        }
        std::string_view bytes = input_;
        const auto read = reader_.feed(bytes);
        input_.erase(0, input_.size() - bytes.size());
        if (read == ResponseReader::State::malformed) {
            fail(Cause::protocol, own_words("The server's answer is too long"));
        } else if (read == ResponseReader::State::complete) {
            take_response(reader_.take());
        } else {
            return is_idling_ && idle_began_ && has_news_ ? ClientEvent::news
                                                          : ClientEvent::need_input;
        }
    }
}

void Client::tls_started() {
    CHECK(state_ == State::start_tls);
    is_tls_ = true;
    input_.clear();  // came before the handshake: nobody knows from whom (OUT-21)
    reader_.reset();
    capabilities_.clear();
    state_ = State::running;
    stage_ = Stage::greeting;
    say(Awaited::capability, "CAPABILITY");
}

void Client::fail_connection(Cause cause, std::string text) {
    fail(cause, own_words(std::move(text)));
}

void Client::fail(Cause cause, StatusText status) {
    if (state_ == State::failed) {
        return;
    }
    state_ = State::failed;
    failure_ = Failure{.stage = stage_,
                       .cause = cause,
                       .code = status.code,
                       .text = std::move(status.text),
                       .is_temporary = is_temporary(status.code)};
}

void Client::say(Awaited awaited, std::string_view command) {
    tag_ = fmt::format("P{}", ++commands_);
    output_.append(tag_).append(" ").append(command).append("\r\n");
    awaited_ = awaited;
    untagged_ = answer_bytes_ = 0;
    state_ = State::running;
}

void Client::take_response(const std::string& response) {
    std::string_view rest = response;
    const auto word = take_word(rest);
    if (awaited_ == Awaited::greeting) {
        return word == "*" ? take_greeting(rest)
                           : fail(Cause::protocol, own_words("What answers is no IMAP server"));
    }
    if (word == "+") {
        return take_continuation();
    }
    if (word == tag_) {
        return take_tagged(rest);
    }
    if (word != "*") {
        return fail(Cause::protocol, own_words("The server's answer is not IMAP"));
    }
    answer_bytes_ += response.size();
    if (++untagged_ > limits::kImapUntaggedMax || answer_bytes_ > limits::kImapAnswerBytesMax) {
        return fail(Cause::protocol, own_words("The server says more than was asked"));
    }
    take_untagged(rest);
}

void Client::take_greeting(std::string_view rest) {
    const auto word = take_word(rest);
    const auto status = parse_status_text(rest);
    if (equals_ignoring_case(word, "BYE")) {
        return fail(Cause::refused, status);
    }
    const bool is_preauth = equals_ignoring_case(word, "PREAUTH");
    if (!is_preauth && !equals_ignoring_case(word, "OK")) {
        return fail(Cause::protocol, own_words("What answers is no IMAP server"));
    }
    if (is_preauth) {  // nobody can sign in any more, and nothing was encrypted (IMAP-11)
        return fail(Cause::protocol, own_words("The server treats us as signed in before we are"));
    }
    has_greeted_ = true;
    // Read anew and not from the greeting: an attacker in the middle may have written that one.
    say(Awaited::capability, "CAPABILITY");
}

void Client::read_capabilities(std::string_view words) {
    capabilities_.clear();
    for (const auto word : split(words, ' ')) {
        if (!word.empty() && capabilities_.size() < kCapabilitiesMax) {
            capabilities_.push_back(to_upper(word));
        }
    }
}

void Client::after_capabilities() {
    if (options_.starttls && !is_tls_) {
        stage_ = Stage::starttls;
        if (!has("STARTTLS")) {
            return fail(Cause::tls, own_words("The server offers no encryption by STARTTLS"));
        }
        return say(Awaited::starttls, "STARTTLS");
    }
    begin_auth();
}

void Client::begin_auth() {
    stage_ = Stage::auth;
    if (!is_tls_ && !options_.auth_in_clear_allowed) {
        return fail(Cause::tls, own_words("Nothing secret is sent without encryption"));
    }
    const Credentials& credentials = options_.credentials;
    std::string mechanism;
    if (!credentials.oauth_token.empty()) {
        const bool is_xoauth2 = has("AUTH=XOAUTH2");
        if (!is_xoauth2 && !has("AUTH=OAUTHBEARER")) {
            return fail(Cause::local, own_words("The server takes no OAuth tokens"));
        }
        mechanism = is_xoauth2 ? "XOAUTH2" : "OAUTHBEARER";
        sasl_reply_ = token_response(credentials, is_xoauth2);
    } else if (has("AUTH=PLAIN")) {
        mechanism = "PLAIN";
        sasl_reply_ = plain_response(credentials);
    } else if (!has("LOGINDISABLED") && is_quotable(credentials.user) &&
               is_quotable(credentials.password)) {
        return say(Awaited::auth, fmt::format("LOGIN {} {}", quoted(credentials.user),
                                              quoted(credentials.password)));
    } else {
        return fail(Cause::local, own_words("The server offers no way to sign in with a password"));
    }
    if (has("SASL-IR")) {
        return say(Awaited::auth,
                   fmt::format("AUTHENTICATE {} {}", mechanism, std::exchange(sasl_reply_, {})));
    }
    say(Awaited::auth, "AUTHENTICATE " + mechanism);
}

/// "+": go on. While signing in that is our secret first, and an empty line after an error.
void Client::take_continuation() {
    if (awaited_ == Awaited::auth) {
        output_.append(std::exchange(sasl_reply_, {})).append("\r\n");
    } else if (is_idling_) {
        idle_began_ = true;
    } else {
        fail(Cause::protocol, own_words("The server waits for something that we did not announce"));
    }
}

void Client::take_untagged(std::string_view rest) {
    const auto word = take_word(rest);
    if (const auto number = parse_number(word)) {
        return take_counted(*number, rest);
    }
    if (equals_ignoring_case(word, "CAPABILITY")) {
        return read_capabilities(rest);
    }
    if (equals_ignoring_case(word, "BYE")) {
        if (!is_leaving_) {  // it goes away; that says nothing about what we asked for
            fail(Cause::closed, parse_status_text(rest));
        }
        return;
    }
    if (equals_ignoring_case(word, "OK")) {
        return take_code(parse_status_text(rest));
    }
    if (equals_ignoring_case(word, "LIST")) {
        return take_folder(rest);
    }
    if (equals_ignoring_case(word, "SEARCH")) {
        for (const auto text : split(rest, ' ')) {
            if (const auto uid = parse_number(text)) {
                answer_.found.push_back(*uid);
            }
        }
    }
}

void Client::take_counted(std::uint32_t number, std::string_view rest) {
    const auto word = take_word(rest);
    if (equals_ignoring_case(word, "EXISTS")) {
        has_news_ = true;
        selected_.exists = number;
    } else if (equals_ignoring_case(word, "FETCH")) {
        take_fetch(rest);
    }
}

void Client::take_fetch(std::string_view rest) {
    const auto values = parse_values(rest);
    if (!values || values->size() != 1 || values->front().kind != Value::Kind::list) {
        return fail(Cause::protocol,
                    own_words("The server describes a mail in a way that is not IMAP"));
    }
    Fetched mail;
    const auto& items = values->front().items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const Value& name = items[i];
        const Value& value = items[i + 1];
        if (name.is_atom("UID")) {
            mail.uid = parse_number(value.text).value_or(0);
        } else if (name.is_atom("RFC822.SIZE")) {
            mail.size = static_cast<std::uint64_t>(
                std::max<std::int64_t>(parse_int(value.text).value_or(0), 0));
        } else if (name.is_atom("INTERNALDATE")) {
            mail.arrived_at = parse_internal_date(value.text);
        } else if (starts_with_ignoring_case(name.text, "BODY[")) {
            mail.body = value.text;
        }
    }
    if (mail.uid != 0) {  // others tell of changed flags only
        answer_.fetched.push_back(std::move(mail));
    }
}

void Client::take_folder(std::string_view rest) {
    const auto values = parse_values(rest);
    if (!values || values->size() < 3 || values->front().kind != Value::Kind::list) {
        return fail(Cause::protocol,
                    own_words("The server describes a folder in a way that is not IMAP"));
    }
    const auto& flags = values->front().items;
    const auto has_flag = [&flags](std::string_view name) {
        return std::ranges::any_of(flags, [&](const Value& flag) { return flag.is_atom(name); });
    };
    if (!has_flag("\\Noselect") && !has_flag("\\NonExistent")) {
        answer_.folders.push_back({(*values)[2].text, has_flag("\\Sent")});
    }
}

void Client::take_code(const StatusText& status) {
    if (status.code == "UIDVALIDITY") {
        selected_.uid_validity = parse_number(status.argument).value_or(0);
    } else if (status.code == "UIDNEXT") {
        selected_.uid_next = parse_number(status.argument).value_or(0);
    } else if (status.code == "CAPABILITY") {
        read_capabilities(status.argument);
    }
}

void Client::take_tagged(std::string_view rest) {
    const auto word = take_word(rest);
    const bool is_ok = equals_ignoring_case(word, "OK");
    auto status = parse_status_text(rest);
    switch (awaited_) {
        case Awaited::greeting:
            return;
        case Awaited::capability:
            return is_ok ? after_capabilities() : fail(Cause::refused, std::move(status));
        case Awaited::starttls:
            if (!is_ok) {
                return fail(Cause::tls, std::move(status));
            }
            stage_ = Stage::tls;
            state_ = State::start_tls;
            return;
        case Awaited::auth:
            return finish_auth(is_ok, status);
        case Awaited::capability_after_auth:
            state_ = State::ready;
            stage_ = Stage::work;
            return;
        case Awaited::command:
            if (stage_ == Stage::select) {
                selected_.is_read_only = is_ok && status.code == "READ-ONLY";
                has_news_ = false;  // its EXISTS tells nothing new
            }
            answer_.is_ok = is_ok;
            answer_.status = std::move(status);
            is_idling_ = idle_began_ = false;
            stage_ = Stage::work;
            state_ = State::answered;
            return;
    }
}

void Client::finish_auth(bool is_ok, const StatusText& status) {
    options_.credentials = {};  // not needed again
    if (!is_ok) {
        return fail(Cause::refused, status);
    }
    capabilities_.clear();
    if (status.code == "CAPABILITY") {
        read_capabilities(status.argument);
        state_ = State::ready;
        stage_ = Stage::work;
        return;
    }
    say(Awaited::capability_after_auth, "CAPABILITY");
}

Answer Client::take_answer() {
    CHECK(state_ == State::answered);
    state_ = State::ready;
    return std::exchange(answer_, {});
}

}  // namespace postroom::imap
