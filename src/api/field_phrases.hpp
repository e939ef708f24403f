// What can be wrong with one member of a request, each sentence with its code.
// Invariant: every text given to Fields::note is one of these, so that forms can say it in the
// reader's language (a test reads the sources). Rule: RFC 9457; api/openapi.yaml Problem.
#pragma once

#include <array>

#include "model/phrase.hpp"

namespace postroom::api {

inline constexpr std::array kFieldPhrases{
    model::Phrase{"missing", "is missing"},
    model::Phrase{"unknown", "is not known here"},
    model::Phrase{"empty", "must not be empty"},
    model::Phrase{"empty_without_file", "must not be empty unless a file is attached"},
    model::Phrase{"too_short", "needs at least {count} characters"},
    model::Phrase{"too_long", "is longer than {count} characters"},
    model::Phrase{"not_a_text", "must be a text"},
    model::Phrase{"not_a_number", "must be a whole number from {least} to {most}"},
    model::Phrase{"not_a_flag", "must be true or false"},
    model::Phrase{"not_a_time", "must be an RFC 3339 time such as {example}"},
    model::Phrase{"not_in_the_future", "must be in the future"},
    model::Phrase{"not_within_a_month", "must be within a month"},
    model::Phrase{"unknown_merge_field", "has an unknown field: {field}"},
    model::Phrase{"not_an_object", "must be an object"},
    model::Phrase{"too_many_ids", "must be a list of at most {count} ids"},
    model::Phrase{"too_many_texts", "must be a list of at most {count} texts"},
    model::Phrase{"too_many_objects", "must be a list of at most {count} objects"},
    model::Phrase{"named_twice", "stands there twice"},
    model::Phrase{"not_ids", "must hold ids: whole numbers from 1"},
    model::Phrase{"no_mail_named", "must name at least one mail"},
    model::Phrase{"not_a_filter", "must look like ana@example.org or @example.org"},
    model::Phrase{"not_like", "must look like {example}"},
    model::Phrase{"none_of", "is none of {words}"},
    model::Phrase{"not_a_network", "is no network: {why}"},
    model::Phrase{"mandatory_columns", "must hold to and subject: these two cannot be hidden"},
    model::Phrase{"unknown_column", "has an unknown column: {column}"},
    model::Phrase{"https_only", "must begin with https://"},
    model::Phrase{"no_place_for_messages", "must say where the new messages stand: {{messages}}"},
    model::Phrase{"clear_text",
                  "cannot be off for a host outside this machine and private networks"},
};

}  // namespace postroom::api
