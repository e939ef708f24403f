// api/codes.json names every code that a screen may have to say in words: the languages of web/ are
// held against it (web/tests/wording.test.ts), so no new code can be forgotten.
// Rule: product.md "Speaks the seeds' languages"; api/openapi.yaml Wording.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "api/field_phrases.hpp"
#include "app/connector_phrases.hpp"
#include "outbox/state.hpp"
#include "view/wording.hpp"

namespace postroom::app {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = POSTROOM_SOURCE_DIR;

std::string read(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// What the first group of `pattern` matched in the sources of these folders.
std::set<std::string> found_in(std::initializer_list<std::string_view> folders,
                               const std::regex& pattern) {
    std::set<std::string> found;
    for (const auto folder : folders) {
        for (const auto& entry : fs::directory_iterator(kRoot / "src" / folder)) {
            const std::string text = read(entry.path());
            for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
                 ++match) {
                found.insert((*match)[1]);
            }
        }
    }
    return found;
}

/// Codes of problem documents: what routes and commands fail with, and what a state forbids.
std::set<std::string> problem_codes() {
    const std::regex failing(R"re(fail\(\s*ErrorKind::\w+,\s*"([a-z_0-9]+)")re");
    auto codes = found_in({"api", "core", "desk"}, failing);
    const std::regex refusing(R"re(refuse\(\s*[^,]+,\s*"([a-z_0-9]+)")re");
    codes.merge(found_in({"desk"}, refusing));
    codes.insert({"invalid_fields", "internal_error"});
    for (const auto& [state, name] : model::EnumNames<model::MailState>::kNames) {
        for (const bool is_finished : {false, true}) {
            const model::OutgoingMail mail{
                .state = state,
                .finished_at = is_finished ? std::optional(TimePoint{}) : std::nullopt};
            const auto may = outbox::permissions_of(mail, false);
            for (const auto& permission : {may.retry, may.cancel, may.treat_as_sent}) {
                if (!permission.allowed) {
                    codes.emplace(permission.code);
                }
            }
        }
    }
    return codes;
}

void add(std::string& json, std::string_view group, const auto& codes) {
    const std::set<std::string> sorted(codes.begin(), codes.end());
    json += json.empty() ? "{\n" : ",\n";
    json += "  \"" + std::string(group) + "\": [";
    for (const auto& code : sorted) {
        json += (code == *sorted.begin() ? "\n    \"" : ",\n    \"") + code + '"';
    }
    json += "\n  ]";
}

template <class Phrases>
std::set<std::string> codes_of(const Phrases& phrases) {
    std::set<std::string> codes;
    for (const auto& phrase : phrases) {
        codes.emplace(phrase.code);
    }
    return codes;
}

std::string expected_json() {
    std::string json;
    for (const auto& group : view::known_codes()) {
        add(json, group.name, group.codes);
    }
    add(json, "advice", codes_of(kConnectorPhrases));
    add(json, "field", codes_of(api::kFieldPhrases));
    add(json, "problem", problem_codes());
    return json + "\n}\n";
}

TEST(Codes, TheListOfCodesIsThatOfTheProgram) {
    const auto expected = expected_json();
    const auto file = kRoot / "api/codes.json";
    if (std::getenv("POSTROOM_WRITE_CODES") != nullptr) {
        std::ofstream(file) << expected;
    }
    EXPECT_EQ(read(file), expected)
        << "run POSTROOM_WRITE_CODES=1 unit_app --gtest_filter='Codes.*', then add the words to "
           "web/shared/i18n/locales";
}

TEST(Codes, EveryFaultOfAFieldIsAPhrase) {
    const std::regex noted(R"re(note\((?:\w+|"\w+"),\s*"([^"]+)"\))re");
    const auto notes = found_in({"api"}, noted);
    EXPECT_GT(notes.size(), 10U);
    for (const auto& note : notes) {
        EXPECT_TRUE(model::find_wording(api::kFieldPhrases, note)) << note;
    }
}

}  // namespace
}  // namespace postroom::app
