// The mails of the load: plausible headers of their own, one of many bodies of made-up words.
// Invariant: no two mails of a run are equal, and the same number gives the same mail.
// Rule: performance.md: 4 KB mails; words must not compress better than people's do.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::bench {

class MailText {
   public:
    /// @param bytes  size of the whole mail, about
    explicit MailText(std::size_t bytes) {
        constexpr std::size_t kHeaderBytes = 450;
        constexpr std::size_t kBodies = 256;
        const auto words = make_words();
        for (std::size_t i = 0; i < kBodies; ++i) {
            bodies_.push_back(make_body(words, bytes > kHeaderBytes ? bytes - kHeaderBytes : 0));
        }
    }

    /// Header and body; the caller adds the line with the dot. No line begins with a dot.
    std::string mail(std::string_view run, std::uint64_t number) const {
        return fmt::format(
            "From: Customer {0} <{1}>\r\nTo: Support <support@desk.test>\r\n"
            "Subject: Question {2} about order {3}\r\nDate: Sat, 21 Nov 2026 10:{4:02}:{5:02} "
            "+0000\r\n"
            "Message-ID: <{6}.{2}@client.test>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
            "User-Agent: Mail client of the load\r\nX-Load-Run: {6}\r\n\r\nHello, this is mail "
            "{2}.\r\n{7}",
            number % kSenders, sender(number), number, number * 7919 % 1'000'003, number / 60 % 60,
            number % 60, run, bodies_[number % bodies_.size()]);
    }
    static std::string sender(std::uint64_t number) {
        return fmt::format("customer{}@client.test", number % kSenders);
    }
    /// `pattern` with %d replaced by a number below `count`.
    static std::string recipient(std::string_view pattern, std::uint64_t number,
                                 std::uint64_t count) {
        const auto at = pattern.find("%d");
        return at == std::string_view::npos ? std::string(pattern)
                                            : fmt::format("{}{}{}", pattern.substr(0, at),
                                                          number % count, pattern.substr(at + 2));
    }

   private:
    static constexpr std::uint64_t kSenders = 1000;

    std::uint32_t chance(std::uint32_t below) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::uint32_t>(state_ >> 33U) % below;
    }
    std::vector<std::string> make_words() {
        constexpr std::size_t kWords = 2000;
        std::vector<std::string> words(kWords);
        for (auto& word : words) {
            for (std::uint32_t letters = 2 + chance(8); letters > 0; --letters) {
                word += static_cast<char>('a' + chance(26));
            }
        }
        return words;
    }
    /// Few words are frequent and most are rare, as in any language.
    std::string make_body(const std::vector<std::string>& words, std::size_t bytes) {
        std::string body;
        std::size_t line = 0;
        while (body.size() < bytes) {
            const auto bound = 1 + chance(static_cast<std::uint32_t>(words.size()));
            const auto& word = words[chance(bound)];
            body.append(line == 0 ? "" : " ").append(word);
            line += word.size() + 1;
            if (line > 68) {
                body += "\r\n";
                line = 0;
            }
        }
        return body.append("\r\n");
    }

    std::uint64_t state_ = 2026;
    std::vector<std::string> bodies_;
};

}  // namespace postroom::bench
