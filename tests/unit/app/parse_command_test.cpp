// `postroom parse`: the fields of its output, and that one bad file never stops the rest.
// Rule: the contract of `postroom parse`; IN-4.
#include "app/parse_command.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace postroom::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kMail =
    "From: =?utf-8?q?Ana_M=C3=BCller?= <ana@example.org>\r\nTo: b@example.com\r\nSubject: s\r\n"
    "Date: Tue, 1 Jul 2003 10:52:37 +0200\r\nMessage-ID: <1@x>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<p onclick=\"x()\">hello</p>\r\n"
    "--b\r\nContent-Type: a/b; name=f.bin\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\naGk=\r\n--b--\r\n";

/// A folder of this test alone, gone with it.
class Folder {
   public:
    Folder() { std::filesystem::create_directories(path_); }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const std::string& name, std::string_view bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return (path_ / name).string();
    }
    std::string missing() const { return (path_ / "missing.eml").string(); }

   private:
    std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                  ("postroom_parse_test." + std::to_string(::getpid()));
};

TEST(ParseCommand, PrintsEveryFieldOfTheContract) {
    const json::object got = json::parse(parse_to_json("m", kMail, {})).as_object();
    for (const char* field : {"id",           "from",           "to",          "cc",
                              "reply_to",     "subject",        "message_id",  "in_reply_to",
                              "references",   "date",           "text",        "html",
                              "reply_text",   "signature_text", "attachments", "auto_reply",
                              "auto_reasons", "bounce",         "feedback",    "arc",
                              "dkim",         "warnings",       "ms"}) {
        EXPECT_TRUE(got.contains(field)) << field;
    }
    EXPECT_EQ(got.at("from").at("name").as_string(), "Ana Müller");
    EXPECT_EQ(got.at("date").as_string(), "2003-07-01T10:52:37+02:00");
    EXPECT_EQ(got.at("text").as_string(), "hello");
    EXPECT_EQ(got.at("html").as_string().find("onclick"), json::string::npos);
    EXPECT_EQ(got.at("bounce").at("is"), json::value(false));
    EXPECT_TRUE(got.at("feedback").is_null());
    const json::object& file = got.at("attachments").at(0).as_object();
    EXPECT_EQ(file.at("filename").as_string(), "f.bin");
    EXPECT_EQ(file.at("size").to_number<int>(), 2);
    EXPECT_FALSE(file.contains("content_base64"));
}

TEST(ParseCommand, ContentOnlyWhenAsked) {
    const json::value got = json::parse(parse_to_json("m", kMail, {.with_content = true}));
    EXPECT_EQ(got.at("attachments").at(0).at("content_base64").as_string(), "aGk=");
}

TEST(ParseCommand, ABadFileIsToldAndTheRestGoesOn) {
    const Folder folder;
    const std::vector<std::string> files{folder.file("one.eml", kMail), folder.missing(),
                                         folder.file("two.eml", "")};
    testing::internal::CaptureStdout();
    const int status = run_parse(files, {});
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_EQ(status, 1);
    std::vector<std::string> ids;
    for (std::size_t at = 0; at < out.size(); at = out.find('\n', at) + 1) {
        const json::value line = json::parse(out.substr(at, out.find('\n', at) - at));
        ids.emplace_back(line.at("id").as_string());
        EXPECT_EQ(line.as_object().contains("error"), ids.back() == "missing");
    }
    EXPECT_EQ(ids, (std::vector<std::string>{"one", "missing", "two"}));
}

TEST(ParseCommand, AWrongDnsFileIsRefused) {
    const Folder folder;
    const std::vector<std::string> files{folder.file("one.eml", kMail)};
    EXPECT_EQ(run_parse(files, {.dns_file = folder.missing()}), 2);
    EXPECT_EQ(run_parse(files, {.dns_file = folder.file("list.json", "[]")}), 2);
    testing::internal::CaptureStdout();
    EXPECT_EQ(
        run_parse(files, {.dns_file = folder.file("zone.json", "{\"a.example.org\": \"k=rsa\"}")}),
        0);
    testing::internal::GetCapturedStdout();
}

}  // namespace
}  // namespace postroom::app
