// Replies: reading, writing, bounds; which failures are the connection's.
#include "smtp/reply.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"
#include "smtp/failure.hpp"

namespace postroom::smtp {
namespace {

TEST(ReplyParser, ReadsRepliesHoweverTheyAreCut) {
    struct Case {
        std::string_view bytes;
        int code;
        std::string_view enhanced, text;
    };
    const Case cases[] = {
        {"250 OK\r\n", 250, "", "OK"},
        {"250\r\n", 250, "", ""},
        {"250 OK\n", 250, "", "OK"},
        {"550 5.1.1 No such user\r\n", 550, "5.1.1", "No such user"},
        {"550-5.1.1 No such\r\n550 5.1.1 user\r\n", 550, "5.1.1", "No such user"},
        {"550 4.1.1 class differs\r\n", 550, "", "4.1.1 class differs"},
        {"250 2.0.0.1 no code\r\n", 250, "", "2.0.0.1 no code"},
        {"250 2.0.0\r\n", 250, "2.0.0", ""},
        {"554 a\x01\x1b[31mb\tc\r\n", 554, "", "a[31mb c"},
        {"554 \xff\xfe\r\n", 554, "", "\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (const Case& c : cases) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{3}, c.bytes.size()}) {
            ReplyParser parser;
            auto state = ReplyParser::State::need_input;
            for (std::size_t at = 0; at < c.bytes.size(); at += step) {
                std::string_view piece = c.bytes.substr(at, step);
                state = parser.feed(piece);
                EXPECT_TRUE(piece.empty());
            }
            ASSERT_EQ(state, ReplyParser::State::complete) << c.bytes;
            const Reply reply = parser.take();
            EXPECT_EQ(reply.code, c.code);
            EXPECT_EQ(reply.enhanced, c.enhanced);
            EXPECT_EQ(reply.text, c.text);
        }
    }
}

TEST(ReplyParser, RefusesWhatIsNoReply) {
    const std::string long_line = "250 " + std::string(limits::kSmtpReplyLineBytesMax, 'x');
    std::string endless;
    while (endless.size() < 2 * limits::kSmtpReplyBytesMax) {
        endless += "250-" + std::string(500, 'x') + "\r\n";
    }
    for (const std::string& bytes :
         {std::string("HTTP/1.1 200 OK\r\n"), std::string("25\r\n"), std::string("250_x\r\n"),
          std::string("150 x\r\n"), std::string("650 x\r\n"), std::string("\r\n"), long_line,
          endless}) {
        ReplyParser parser;
        std::string_view rest = bytes;
        EXPECT_EQ(parser.feed(rest), ReplyParser::State::malformed) << bytes.substr(0, 40);
        EXPECT_EQ(parser.feed(rest), ReplyParser::State::malformed);
    }
}

TEST(ReplyParser, LeavesTheNextReplyAlone) {
    ReplyParser parser;
    std::string_view bytes = "250 one\r\n354 two\r\n";
    ASSERT_EQ(parser.feed(bytes), ReplyParser::State::complete);
    EXPECT_EQ(parser.take().text, "one");
    ASSERT_EQ(parser.feed(bytes), ReplyParser::State::complete);
    EXPECT_EQ(parser.take().code, 354);
}

TEST(Reply, WrittenOnOneLineWhateverItsText) {
    std::string out;
    append_reply(out, {550, "5.1.1", "bad\r\n250 injected"});
    EXPECT_EQ(out, "550 5.1.1 bad 250 injected\r\n");
    out.clear();
    append_reply(out, {250, "", std::string(5000, 'x')});
    EXPECT_EQ(out.size(), 4 + limits::kSmtpReplyTextBytesMax + 2);
}

TEST(Failure, OUT7_ConnectionOrMail) {
    struct Case {
        Stage stage;
        Cause cause;
        int code;
        bool after_dot, connector_level, auth_permanent;
    };
    const Case cases[] = {
        {Stage::connect, Cause::closed, 0, false, true, false},
        {Stage::banner, Cause::reply, 554, false, true, false},
        {Stage::ehlo, Cause::timeout, 0, false, true, false},
        {Stage::starttls, Cause::tls, 0, false, true, false},
        {Stage::auth, Cause::reply, 454, false, true, false},
        {Stage::auth, Cause::reply, 535, false, true, true},
        {Stage::mail, Cause::reply, 530, false, true, true},
        {Stage::mail, Cause::reply, 421, false, true, false},
        {Stage::mail, Cause::reply, 451, false, false, false},
        {Stage::rcpt, Cause::reply, 550, false, false, false},
        {Stage::rcpt, Cause::reply, 432, false, true, false},
        {Stage::rcpt, Cause::closed, 0, false, true, false},
        {Stage::data, Cause::closed, 0, false, false, false},
        {Stage::dot, Cause::reply, 421, false, false, false},
        {Stage::dot, Cause::closed, 0, true, false, false},
        {Stage::mail, Cause::local, 0, false, false, false},
        {Stage::content, Cause::withdrawn, 0, false, false, false},
    };
    for (const Case& c : cases) {
        const Failure failure{c.stage, c.cause, c.code, "", "", c.after_dot};
        EXPECT_EQ(is_connector_level(failure), c.connector_level) << name_of(c.stage) << c.code;
        EXPECT_EQ(is_auth_permanent(failure), c.auth_permanent) << name_of(c.stage) << c.code;
    }
}

}  // namespace
}  // namespace postroom::smtp
