// See mail_words_fields.hpp.
#include "api/mail_words_fields.hpp"

#include <fmt/format.h>

#include "automate/merge.hpp"
#include "core/limits.hpp"
#include "html/sanitise.hpp"
#include "model/language.hpp"

namespace postroom::api {

model::MailWords read_words(Fields& fields) {
    model::MailWords words{
        .subject = fields.required_text("subject", {.characters_min = 1, .characters_max = 500}),
        .html = html::sanitise(
                    fields.required_text("html", {.characters_min = 1,
                                                  .characters_max = limits::kTemplateBytesMax,
                                                  .one_line = false}))
                    .html};
    return words;
}

std::optional<std::string> read_language(Fields& fields) {
    auto language = fields.text("language", {.characters_min = 2, .characters_max = 2});
    if (language && !model::is_language(*language)) {
        fields.note("language", "is none of en, fr, it, ru");
    }
    return language;
}

void note_unknown(Fields& fields, const model::MailWords& words,
                  std::span<const std::string_view> known, std::string_view where) {
    for (const auto& field : automate::unknown_fields(words.subject + " " + words.html, known)) {
        fields.note(where, fmt::format("has an unknown field: {}", field));
    }
}

}  // namespace postroom::api
