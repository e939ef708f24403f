// The logo of mails: whole pictures only, and nothing in them but the picture. Rule: SEC-4, F125.
#include "mime/picture.hpp"

#include <gtest/gtest.h>

namespace postroom::mime {
namespace {

using namespace std::string_literals;

std::string big(unsigned value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
            static_cast<char>(value >> 8), static_cast<char>(value)};
}
std::string chunk(const std::string& type, const std::string& body) {
    return big(static_cast<unsigned>(body.size())) + type + body + "CRC!";
}
std::string png(unsigned width, unsigned height, const std::string& between = {}) {
    return "\x89PNG\r\n\x1a\n"s + chunk("IHDR", big(width) + big(height) + "\x08\x02\0\0\0"s) +
           between + chunk("IDAT", "pixels") + chunk("IEND", "");
}

std::string segment(char marker, const std::string& body) {
    const auto size = static_cast<unsigned>(body.size()) + 2;
    return "\xff"s + marker + static_cast<char>(size >> 8) + static_cast<char>(size) + body;
}
std::string jpeg(const std::string& between = {}) {
    return "\xff\xd8"s + segment('\xe0', "JFIF\0"s) + between +
           segment('\xc0', "\x08\x00\x30\x00\x60\x01\x11\x00\x00"s) + segment('\xda', "\x01\x01") +
           "scan\xff\x00scan\xff\xd3scan"s + "\xff\xd9"s;
}

std::string gif(const std::string& between = {}) {
    return "GIF89a\x20\x00\x10\x00\x80\x00\x00"s + "abcdef" + between + "\x21\xf9\x01x\x00"s +
           ","s + std::string("\0\0\0\0\x20\0\x10\0\0", 9) + "\x02" +
           "\x03"
           "lzw" +
           "\0"s + ";";
}

TEST(Picture, F125_SidesAreReadOfEachKind) {
    const auto p = read_picture(png(120, 40));
    ASSERT_TRUE(p);
    EXPECT_EQ(p->content_type, "image/png");
    EXPECT_EQ(std::pair(p->width, p->height), std::pair(120, 40));
    EXPECT_EQ(p->content, png(120, 40));
    const auto j = read_picture(jpeg());
    ASSERT_TRUE(j);
    EXPECT_EQ(std::pair(j->width, j->height), std::pair(96, 48));
    EXPECT_EQ(j->content, jpeg());
    const auto g = read_picture(gif());
    ASSERT_TRUE(g);
    EXPECT_EQ(std::pair(g->width, g->height), std::pair(32, 16));
    EXPECT_EQ(g->content, gif());
}

TEST(Picture, F125_WhatIsNotThePictureIsTakenOut) {
    EXPECT_EQ(
        read_picture(png(1, 1, chunk("tEXt", "Author\0Eve"s) + chunk("eXIf", "place")))->content,
        png(1, 1));
    EXPECT_EQ(read_picture(png(1, 1) + "<script>alert(1)</script>")->content, png(1, 1));
    EXPECT_EQ(read_picture(jpeg(segment('\xe1', "Exif GPS") + segment('\xfe', "note")))->content,
              jpeg());
    EXPECT_EQ(read_picture(jpeg() + "PK\x03\x04")->content, jpeg());
    EXPECT_EQ(read_picture(gif("\x21\xfe\x04note\x00"s))->content, gif());
}

TEST(Picture, F125_WhatIsNoWholePictureIsRefused) {
    for (const auto& bytes :
         {""s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "RIFF....WEBP"s, png(0, 4),
          png(5000, 4), "\x89PNG\r\n\x1a\n"s + chunk("IDAT", "x") + chunk("IEND", ""),
          "\xff\xd8\xff\xd9"s, "GIF89a\0\0\0\0\0\0\0;"s}) {
        EXPECT_FALSE(read_picture(bytes)) << bytes;
    }
}

TEST(Picture, CutAnywhereItIsRefused) {
    for (const auto& whole : {png(9, 9, chunk("tRNS", "x")), jpeg(), gif()}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_FALSE(read_picture(std::string_view(whole).substr(0, size))) << size;
        }
    }
}

TEST(Picture, AnyByteMayBeWrong) {
    for (const auto& whole : {png(9, 9), jpeg(), gif()}) {
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (const char wrong : {'\0', '\x01', '\x7f', '\xff'}) {
                auto bytes = whole;
                bytes[at] = wrong;
                if (const auto picture = read_picture(bytes)) {
                    EXPECT_LE(picture->content.size(), bytes.size());
                }
            }
        }
    }
}

}  // namespace
}  // namespace postroom::mime
