// Merge fields: {{item.title}} in a text becomes the item's title.
// Invariant: a value is text and nothing else; in HTML it becomes no markup, in a subject no second
// line. A field that does not exist is named before anything is saved. Rule: features F068, F070,
// F077; LOOP-8 (what writes itself to strangers repeats nothing of theirs).
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/automation.hpp"

namespace postroom::automate {

using MergeValues = std::map<std::string, std::string, std::less<>>;

/// Every field of texts about objects of this kind, for the picker.
std::span<const std::string_view> fields_of(model::RuleObject object);
/// Fields of a template, whatever sends it.
std::span<const std::string_view> template_fields();
/// Whether the field repeats what somebody outside wrote or chose.
bool is_of_strangers(std::string_view field);

/// The fields in the text that are none of `known`, each once.
std::vector<std::string> unknown_fields(std::string_view text,
                                        std::span<const std::string_view> known);
/// The fields in the text, each once.
std::vector<std::string> fields_in(std::string_view text);

enum class Target { text, html, line };
/// A field without a value leaves nothing behind.
std::string fill(std::string_view text, const MergeValues& values, Target target);

/// Calls `replace` with the name in each pair of braces; what it answers takes the field's place.
std::string replace_fields(std::string_view text,
                           const std::function<std::string(std::string_view)>& replace);

/// The text in this language, else in English, else in any; empty when there is none.
std::string_view text_in(const model::TextsByLanguage& texts, std::string_view language);
const model::MailWords* words_in(const model::WordsByLanguage& words, std::string_view language);

}  // namespace postroom::automate
