// How long one mail takes in mime::parse, beside GMime alone, and how fast mails are built.
//
//   bench_parse [--json] [FILE.eml ...]      without files: a plain mail of 4 KB, a multipart mail
//   of 10 KB
//
// "GMime alone" parses the structure and decodes each part into memory, without charsets, addresses
// or limits.
#include "mime/parse.hpp"

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/encoding.hpp"
#include "mime/build.hpp"

#ifdef POSTROOM_BENCH_GMIME
#include <gmime/gmime.h>
#endif

namespace {

using namespace postroom;

constexpr std::int64_t kRoundMs = 300;
constexpr int kRounds = 5;

struct Sample {
    std::string name;
    std::string raw;
};

std::string prose(std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        out +=
            "The parcel that I ordered last week has not arrived, and the tracking page shows "
            "nothing.\r\n";
    }
    return out;
}

std::string header(std::string_view type) {
    std::string out =
        "From: =?utf-8?q?Ana_M=C3=BCller?= <ana@example.org>\r\nTo: Support "
        "<support@example.com>\r\n"
        "Subject: =?utf-8?q?Where_is_my_parcel=3F?=\r\nDate: Tue, 1 Jul 2003 10:52:37 +0200\r\n"
        "Message-ID: <1@example.org>\r\nReferences: <a@b> <c@d>\r\nMIME-Version: 1.0\r\n";
    for (int hop = 0; hop < 6; ++hop) {
        out +=
            "Received: from relay.example.org (relay.example.org [192.0.2.1])\r\n"
            "\tby mx.example.com with ESMTPS id abc123; Tue, 1 Jul 2003 10:52:38 +0200\r\n";
    }
    return out + "Content-Type: " + std::string(type) + "\r\n\r\n";
}

std::vector<Sample> own_samples() {
    std::string multipart = header("multipart/mixed; boundary=b");
    multipart +=
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" +
        prose(2000) +
        "--c\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n<p>Gr=FC=DFe " +
        prose(2500) +
        "\r\n--c--\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\n";
    const std::string image = base64_encode(std::string(2800, '\x5a'));
    for (std::size_t at = 0; at < image.size(); at += 76) {
        multipart += image.substr(at, 76) + "\r\n";
    }
    return {{"plain 4 KB", header("text/plain; charset=utf-8") + prose(3000)},
            {"multipart 10 KB", multipart + "--b--\r\n"}};
}

/// The best of several rounds, in microseconds for one call.
double best_us(const std::function<void()>& work) {
    const SystemClock clock;
    double best = 0;
    for (int round = 0; round < kRounds; ++round) {
        const Milliseconds start = clock.steady();
        std::int64_t calls = 0;
        while ((clock.steady() - start).count() < kRoundMs) {
            for (int i = 0; i < 16; ++i) {
                work();
            }
            calls += 16;
        }
        const double us = static_cast<double>((clock.steady() - start).count()) * 1000 /
                          static_cast<double>(calls);
        best = round == 0 ? us : std::min(best, us);
    }
    return best;
}

#ifdef POSTROOM_BENCH_GMIME
void decode_part(GMimeObject* /*parent*/, GMimeObject* part, gpointer /*unused*/) {
    if (GMIME_IS_PART(part)) {
        GMimeStream* const out = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), out);
        g_object_unref(out);
    }
}

void parse_with_gmime(const std::string& raw) {
    GMimeStream* const in = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
    GMimeParser* const parser = g_mime_parser_new_with_stream(in);
    GMimeMessage* const message = g_mime_parser_construct_message(parser, nullptr);
    if (message != nullptr) {
        g_mime_message_foreach(message, decode_part, nullptr);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(in);
}
#endif

double gmime_us([[maybe_unused]] const std::string& raw) {
#ifdef POSTROOM_BENCH_GMIME
    return best_us([&] { parse_with_gmime(raw); });
#else
    return 0;
#endif
}

mime::Outgoing a_reply() {
    mime::Outgoing mail;
    mail.from = {"support@example.com", "Support"};
    mail.to = {{"ana@example.org", "Ana Müller"}};
    mail.subject = "Re: Where is my parcel?";
    mail.text = "Dear Ana,\n\n" + prose(3000);
    mail.html = "<p>Dear Ana,</p><p>" + prose(3000) + "</p>";
    mail.message_id = "c1.m2@example.com";
    mail.references = {"1@example.org"};
    return mail;
}

void print(bool as_json, const std::string& name, std::size_t bytes, double ours, double theirs) {
    if (as_json) {
        fmt::print("{{\"name\": \"{}\", \"bytes\": {}, \"us\": {:.1f}, \"gmime_us\": {:.1f}}}\n",
                   name, bytes, ours, theirs);
    } else if (theirs > 0) {
        fmt::print("{:<24} {:>9} bytes {:>9.1f} us, GMime alone {:>9.1f} us, ratio {:.2f}\n", name,
                   bytes, ours, theirs, ours / theirs);
    } else {
        fmt::print("{:<24} {:>9} bytes {:>9.1f} us\n", name, bytes, ours);
    }
}

}  // namespace

int main(int count, char** arguments) {
#ifdef POSTROOM_BENCH_GMIME
    g_mime_init();
#endif
    bool as_json = false;
    std::vector<Sample> samples;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--json") {
            as_json = true;
            continue;
        }
        std::ifstream file(argument, std::ios::binary);
        samples.push_back({argument, {std::istreambuf_iterator<char>(file), {}}});
    }
    std::size_t seen = 0;  // keeps the work from being optimised away
    for (const Sample& sample : samples.empty() ? own_samples() : samples) {
        const double ours = best_us([&] { seen += mime::parse(sample.raw).text.size(); });
        print(as_json, sample.name, sample.raw.size(), ours, gmime_us(sample.raw));
    }
    const mime::Outgoing reply = a_reply();
    const std::string built = mime::build(reply).value_or("");
    print(as_json, "build", built.size(),
          best_us([&] { seen += mime::build(reply).value_or("").size(); }), 0);
    return seen == 0 ? 1 : 0;
}
