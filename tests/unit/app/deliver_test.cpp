// What a mail server pipes in, and what its exit statuses mean; see src/app/deliver_*.hpp.
#include <gtest/gtest.h>

#include "app/deliver_command.hpp"
#include "app/deliver_remote.hpp"

namespace postroom::app {
namespace {

using smtp::Cause;
using smtp::Failure;
using smtp::Stage;

TEST(ReadPiped, TakesTheMboxLineOffAndFindsTheSender) {
    struct Case {
        std::string raw, sender, content;
    };
    const Case cases[] = {
        {"From eve@x Sat Nov 21\nReturn-Path: <eve@x>\nSubject: a\n\nb\n", "eve@x",
         "Return-Path: <eve@x>\nSubject: a\n\nb\n"},
        {"Return-Path: <>\nSubject: a\n\nb\n", "", "Return-Path: <>\nSubject: a\n\nb\n"},
        {"From: eve@x\n\nFrom here on\n", "", "From: eve@x\n\nFrom here on\n"},
        {"From nobody", "", ""},
        {"", "", ""},
    };
    for (const auto& each : cases) {
        const auto mail = read_piped(each.raw);
        EXPECT_EQ(mail.sender, each.sender) << each.raw;
        EXPECT_EQ(mail.content, each.content) << each.raw;
    }
}

TEST(DeliveryUrl, ReadsWhatItSays) {
    const auto lmtp = parse_delivery_url("lmtp://127.0.0.1:2424", "here");
    ASSERT_TRUE(lmtp);
    EXPECT_EQ(lmtp->protocol, smtp::Protocol::lmtp);
    EXPECT_EQ(lmtp->server.port, 2424);
    EXPECT_EQ(lmtp->security, send::Security::off);
    const auto smtp = parse_delivery_url("smtp://mail.example.com:25", "here");
    ASSERT_TRUE(smtp);
    EXPECT_EQ(smtp->protocol, smtp::Protocol::smtp);
    EXPECT_EQ(smtp->security, send::Security::opportunistic);
    const auto unix_socket = parse_delivery_url("lmtp:unix:/run/postroom/lmtp", "here");
    ASSERT_TRUE(unix_socket);
    EXPECT_EQ(unix_socket->server.path, "/run/postroom/lmtp");
    for (const auto* wrong :
         {"", "http://x:1", "lmtp://", "lmtp://x", "smtp://x:y", "127.0.0.1:25"}) {
        EXPECT_FALSE(parse_delivery_url(wrong, "here")) << wrong;
    }
}

TEST(ExitStatus, OnlyWhatIsRefusedForGoodBounces) {
    struct Case {
        std::optional<Failure> failure;
        int status;
    };
    const Case cases[] = {
        {std::nullopt, 0},
        {Failure{Stage::rcpt, Cause::reply, 550, "5.1.1", "unknown"}, 67},
        {Failure{Stage::rcpt, Cause::reply, 452, "4.3.1", "full"}, 75},
        {Failure{Stage::dot, Cause::reply, 552, "5.3.4", "too big"}, 65},
        {Failure{Stage::dot, Cause::reply, 451, "4.3.0", "later"}, 75},
        {Failure{Stage::dot, Cause::closed, 0, "", "gone", true}, 75},
        {Failure{Stage::banner, Cause::reply, 554, "5.7.1", "go away"}, 75},
        {Failure{Stage::connect, Cause::closed, 0, "", "refused"}, 75},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(exit_status_of({.failure = each.failure, .reply = {}}), each.status)
            << (each.failure ? each.failure->text : "sent");
    }
}

}  // namespace
}  // namespace postroom::app
