// The members of a request that carry the words of a mail: subject, HTML, language.
// Invariant: what an administrator writes is sanitised; an unknown merge field is refused before
// anything is saved, shown or sent. Rule: features F060, F068, F077; api/openapi.yaml MailWords.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/fields.hpp"
#include "model/automation.hpp"

namespace postroom::api {

model::MailWords read_words(Fields& fields);
/// One of the product's languages, if any is named.
std::optional<std::string> read_language(Fields& fields);
/// Notes at `where` each merge field that is not among the known.
void note_unknown(Fields& fields, const model::MailWords& words,
                  std::span<const std::string_view> known, std::string_view where);

}  // namespace postroom::api
