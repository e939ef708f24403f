// The text after DATA in both directions: end, dots, stray line ends, limits. (SRV-1, OUT-23)
#include <gtest/gtest.h>

#include "smtp/data_reader.hpp"
#include "smtp/dot_stuffing.hpp"

namespace postroom::smtp {
namespace {

struct Read {
    std::string content;
    std::string rest;
    bool ended = false, bare = false, too_big = false, line_too_long = false;
    bool operator==(const Read&) const = default;
};

Read read(std::string_view wire, std::size_t step, DataReader::Limits limits = {1 << 20, 1 << 16}) {
    DataReader reader;
    reader.begin("", limits);
    Read result;
    for (std::size_t at = 0; at < wire.size() && !result.ended; at += step) {
        std::string_view piece = wire.substr(at, step);
        const std::size_t length = piece.size();
        result.ended = reader.feed(piece);
        if (result.ended) {
            result.rest = wire.substr(at + length - piece.size());
        }
    }
    result.bare = reader.has_bare_newline();
    result.too_big = reader.too_big();
    result.line_too_long = reader.line_too_long();
    result.content = reader.take_content();
    return result;
}

TEST(DataReader, KeepsTheBytesAndTakesTheDotsOff) {
    struct Case {
        std::string_view wire, content;
        bool bare = false;
    };
    const Case cases[] = {
        {".\r\n", ""},
        {"a\r\n.\r\n", "a\r\n"},
        {"\r\n.\r\n", "\r\n"},
        {"..\r\n.\r\n", ".\r\n"},
        {"...a\r\n.\r\n", "..a\r\n"},
        {".a\r\n.\r\n", "a\r\n"},
        {"a.\r\n.\r\n", "a.\r\n"},
        {"a\r\n..\r\n..\r\n.\r\n", "a\r\n.\r\n.\r\n"},
        {".\rx\r\n.\r\n", "\rx\r\n", true},
        {"a\nb\r\n.\r\n", "a\nb\r\n", true},
        {"a\rb\r\n.\r\n", "a\rb\r\n", true},
        {"a\r\r\n.\r\n", "a\r\r\n", true},
        {"a\r\n\n.\r\n.\r\n", "a\r\n\n.\r\n", true},
    };
    for (const Case& c : cases) {
        const Read whole = read(c.wire, c.wire.size());
        EXPECT_TRUE(whole.ended) << testing::PrintToString(c.wire);
        EXPECT_EQ(whole.content, c.content) << testing::PrintToString(c.wire);
        EXPECT_EQ(whole.bare, c.bare) << testing::PrintToString(c.wire);
        for (const std::size_t step : {1, 2, 3, 5}) {
            EXPECT_EQ(read(c.wire, step).content, whole.content)
                << step << testing::PrintToString(c.wire);
            EXPECT_EQ(read(c.wire, step).bare, whole.bare);
        }
    }
}

/// Nothing but CR LF . CR LF ends a mail: what a smuggler puts behind it stays text. (SRV-1, F33)
TEST(DataReader, SRV1_SmugglingMatrix) {
    using namespace std::string_view_literals;
    for (const auto end :
         {"\n.\n"sv, "\n.\r"sv, "\r.\n"sv, "\r.\r"sv, "\n.\r\n"sv, "\r.\r\n"sv, "\r\n\0.\r\n"sv,
          "\r\n.\r\r\n"sv, "\r\r\n.\r\r\n"sv, "\r\n.\n"sv, "\r\n.\r"sv}) {
        const std::string wire = "a" + std::string(end) + "MAIL FROM:<evil@example.org>\r\n";
        for (const std::size_t step : {std::size_t{1}, std::size_t{2}, wire.size()}) {
            const Read got = read(wire, step);
            EXPECT_FALSE(got.ended) << testing::PrintToString(end);
            EXPECT_NE(got.content.find("MAIL FROM"), std::string::npos);
        }
        EXPECT_TRUE(read(wire + ".\r\n", 1).ended);
    }
}

TEST(DataReader, SwallowsWhatIsTooBigAndFindsTheEndAllTheSame) {
    const std::string wire = std::string(100, 'x') + "\r\n.\r\nQUIT\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, wire.size()}) {
        const Read exact = read(wire, step, {102, 1000});
        EXPECT_TRUE(exact.ended && !exact.too_big && exact.rest.starts_with("QUIT"));
        const Read over = read(wire, step, {101, 1000});
        EXPECT_TRUE(over.ended && over.too_big && over.content.empty() &&
                    over.rest.starts_with("QUIT"));
        EXPECT_FALSE(read(wire, step, {1000, 101}).line_too_long) << "the CR counts";
        EXPECT_TRUE(read(wire, step, {1000, 100}).line_too_long);
    }
}

TEST(DotStuffing, OnlyCanonicalLinesLeave) {
    struct Case {
        std::string_view content, wire;
    };
    const Case cases[] = {
        {"", ""},
        {"a", "a\r\n"},
        {"a\r\n", "a\r\n"},
        {".\r\n", "..\r\n"},
        {"a\r\n.b\r\n..c", "a\r\n..b\r\n...c\r\n"},
        {"a\n.\nb", "a\r\n..\r\nb\r\n"},
        {"a\r.\rb\r\n", "a . b\r\n"},
        {"a\r\n.\r\r\nb", "a\r\n.. \r\nb\r\n"},
        {"a\r\r\n.\r\r\nb", "a \r\n.. \r\nb\r\n"},
        {"a\r", "a\r\n"},
    };
    for (const Case& c : cases) {
        std::string out;
        append_stuffed(out, c.content);
        EXPECT_EQ(out, c.wire) << testing::PrintToString(c.content);
    }
}

TEST(DotStuffing, WhatIsStuffedReadsBackUnchanged) {
    std::string content;
    for (int i = 0; i < 500; ++i) {
        content += std::string(static_cast<std::size_t>(i % 7), '.') +
                   std::string(static_cast<std::size_t>(i), 'x') + "\r\n";
    }
    std::string wire;
    append_stuffed(wire, content);
    wire += kFinalDot;
    for (const std::size_t step : {std::size_t{1}, std::size_t{4096}, wire.size()}) {
        const Read got = read(wire, step);
        EXPECT_TRUE(got.ended && !got.bare);
        EXPECT_EQ(got.content, content);
    }
}

}  // namespace
}  // namespace postroom::smtp
