// See connection.hpp.
#include "live/connection.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/encoding.hpp"

namespace postroom::live {
namespace {

constexpr Milliseconds kGreetingPatience{10'000};
constexpr Milliseconds kRateWindow{10'000};
constexpr int kMessagesPerWindowMax = 100;

std::optional<boost::json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    return !error && value.is_object() ? std::optional(std::move(value.as_object())) : std::nullopt;
}

bool flag(const boost::json::object& object, std::string_view name, bool otherwise) {
    const auto* value = object.if_contains(name);
    return value && value->is_bool() ? value->get_bool() : otherwise;
}

}  // namespace

std::optional<std::string> parse_hello(std::string_view text) {
    const auto object = parse_object(text);
    const auto* kind = object ? object->if_contains("kind") : nullptr;
    const auto* token = object ? object->if_contains("csrf_token") : nullptr;
    if (!kind || *kind != "hello" || !token || !token->is_string()) {
        return std::nullopt;
    }
    return std::string(token->get_string());
}

std::optional<Command> parse_command(std::string_view text) {
    const auto object = parse_object(text);
    const auto* kind = object ? object->if_contains("kind") : nullptr;
    if (!kind || !kind->is_string()) {
        return std::nullopt;
    }
    Command command{.focused = flag(*object, "focused", false), .on = flag(*object, "on", true)};
    if (*kind == "presence") {
        command.kind = Command::Kind::presence;
    } else if (*kind == "typing") {
        command.kind = Command::Kind::typing;
    } else if (*kind != "ping" && *kind != "hello") {
        return std::nullopt;
    }
    const auto* conversation = object->if_contains("conversation_id");
    if (conversation && conversation->is_int64() && conversation->get_int64() > 0) {
        command.conversation = ConversationId{conversation->get_int64()};
    }
    return command;
}

Connection::Connection(io::Loop& loop, const Clock& clock, OpenRequest its_request)
    : request(std::move(its_request)),
      clock_(clock),
      patience_(loop),
      reader_(request.viewer.reader()) {}

void Connection::begin(std::shared_ptr<io::WebSocket> socket, std::function<void()> greeted) {
    socket_ = std::move(socket);
    if (!request.needs_hello) {
        return greeted();
    }
    greeted_ = std::move(greeted);
    patience_.start(kGreetingPatience, [weak = weak_from_this()] {
        if (const auto self = weak.lock(); self && self->phase == Phase::greeting) {
            self->close(io::CloseCode::refused, "say hello first");
        }
    });
}

std::optional<Command> Connection::take(std::string_view text) {
    if (is_too_fast()) {
        close(io::CloseCode::policy, "too many messages");
        return std::nullopt;
    }
    if (phase != Phase::greeting) {
        const auto command = parse_command(text);
        if (!command) {
            close(io::CloseCode::policy, "not a command");
        }
        return command;
    }
    const auto token = parse_hello(text);
    if (!token || !equal_constant_time(*token, request.viewer.csrf_token())) {
        close(io::CloseCode::refused, "wrong token");
        return std::nullopt;
    }
    patience_.cancel();
    if (const auto greeted = std::exchange(greeted_, nullptr)) {
        greeted();
    }
    return std::nullopt;
}

bool Connection::is_too_fast() {
    const auto now = clock_.steady();
    if (now - window_begin_ > kRateWindow) {
        window_begin_ = now;
        messages_in_window_ = 0;
    }
    return ++messages_in_window_ > kMessagesPerWindowMax;
}

void Connection::send_frames(const std::vector<Frame>& frames) {
    for (const auto& frame : frames) {
        if (frame.seq > seq && std::ranges::binary_search(frame.readers, reader_)) {
            seq = frame.seq;
            send(frame.text);
        }
    }
}

void Connection::send(const io::SharedBytes& text) {
    if (socket_) {
        socket_->send(text);
    }
}

void Connection::ring(const Notice& notice) {
    if (!notice.because || notice.because > rung_until) {
        send(notice.text);
    }
}

void Connection::close(io::CloseCode code, std::string_view reason) {
    if (socket_) {
        socket_->close(code, reason);
    }
}

}  // namespace postroom::live
