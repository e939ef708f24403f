// What a live connection accepts from its client. (SEC-9)
#include "live/connection.hpp"

#include <gtest/gtest.h>

#include "core/clock.hpp"

namespace postroom::live {
namespace {

/// A socket that remembers.
class FakeSocket final : public io::WebSocket {
   public:
    void send(io::SharedBytes text) override { sent.push_back(*text); }
    void close(io::CloseCode code, std::string_view) override { closed = code; }
    std::size_t queued_bytes() const override { return 0; }
    bool is_open() const override { return !closed.has_value(); }
    std::vector<std::string> sent;
    std::optional<io::CloseCode> closed;
};

struct Fixture {
    io::Loop loop;
    ManualClock clock;
    std::shared_ptr<FakeSocket> socket = std::make_shared<FakeSocket>();
    std::shared_ptr<Connection> connection = std::make_shared<Connection>(
        loop, clock,
        OpenRequest{.viewer = Viewer(desk::Caller{
                        .user = {.id = UserId{7}}, .csrf_token = "secret", .session_token = "s"})});
    int greeted = 0;
    Fixture() {
        connection->begin(socket, [this] { ++greeted; });
    }
};

TEST(LiveConnection, ABrowserSaysItsTokenFirst) {
    Fixture f;
    EXPECT_EQ(f.greeted, 0);
    f.connection->take(R"({"kind":"hello","csrf_token":"secret"})");
    EXPECT_EQ(f.greeted, 1);
    EXPECT_FALSE(f.socket->closed.has_value());
}

TEST(LiveConnection, AnythingElseFirstIsRefused) {
    for (const auto* first : {R"({"kind":"hello","csrf_token":"wrong"})", R"({"kind":"hello"})",
                              R"({"kind":"ping"})", "not json", "[]", ""}) {
        Fixture f;
        f.connection->take(first);
        EXPECT_EQ(f.greeted, 0) << first;
        EXPECT_EQ(f.socket->closed, io::CloseCode::refused) << first;
    }
}

TEST(LiveConnection, AnEventRingsOnceAndNotWhenItIsOlderThanTheGreeting) {
    Fixture f;
    f.connection->rung_until = EventId{10};
    const auto ring = [&](std::int64_t event, const char* text) {
        f.connection->ring({UserId{7}, std::make_shared<const std::string>(text), EventId{event}});
    };
    ring(10, "before");
    ring(11, "while it catches up");
    f.connection->rung_until = EventId{11};
    ring(11, "again, to everybody");
    ring(12, "new");
    ring(0, "numbers, of no event");
    EXPECT_EQ(f.socket->sent,
              (std::vector<std::string>{"while it catches up", "new", "numbers, of no event"}));
}

TEST(LiveConnection, OnlyWhatIsMeantForTheUserAndNewIsSent) {
    Fixture f;
    f.connection->seq = 10;
    const auto user = [](std::int64_t id) { return Reader{model::person(UserId{id}), {}}; };
    const auto text = [](const char* t) { return std::make_shared<const std::string>(t); };
    f.connection->send_frames({{.seq = 10, .text = text("old"), .readers = {user(7)}},
                               {.seq = 11, .text = text("mine"), .readers = {user(3), user(7)}},
                               {.seq = 12, .text = text("another's"), .readers = {user(3)}}});
    EXPECT_EQ(f.socket->sent, std::vector<std::string>{"mine"});
    EXPECT_EQ(f.connection->seq, 11);
}

TEST(LiveConnection, WhoTalksTooMuchIsClosed) {
    Fixture f;
    f.connection->take(R"({"kind":"hello","csrf_token":"secret"})");
    f.connection->phase = Connection::Phase::live;
    for (int i = 0; i < 99; ++i) {
        f.connection->take(R"({"kind":"ping"})");
    }
    EXPECT_FALSE(f.socket->closed.has_value());
    f.connection->take(R"({"kind":"ping"})");
    EXPECT_EQ(f.socket->closed, io::CloseCode::policy);
}

TEST(LiveCommand, ReadsWhatIsKnownAndNothingElse) {
    const auto presence =
        parse_command(R"({"kind":"presence","conversation_id":5,"focused":true})");
    ASSERT_TRUE(presence.has_value());
    EXPECT_EQ(presence->conversation, ConversationId{5});
    EXPECT_TRUE(presence->focused);
    EXPECT_EQ(parse_command(R"({"kind":"presence","conversation_id":null})")->conversation,
              ConversationId{});
    EXPECT_EQ(parse_command(R"({"kind":"typing","conversation_id":"5"})")->conversation,
              ConversationId{});
    for (const auto* wrong : {"", "5", "{}", R"({"kind":5})", R"({"kind":"drop"})"}) {
        EXPECT_FALSE(parse_command(wrong).has_value()) << wrong;
    }
}

}  // namespace
}  // namespace postroom::live
