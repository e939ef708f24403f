// See merge.hpp.
#include "automate/merge.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "html/entity.hpp"

namespace postroom::automate {
namespace {

constexpr std::array<std::string_view, 13> kFields{
    "item.number",   "item.title",       "item.status",         "item.priority", "item.link",
    "customer.name", "customer.address", "customer.first_name", "assignee.name", "team.name",
    "project.name",  "queue.name",       "message.text"};
constexpr std::array<std::string_view, 5> kOfStrangers{
    "item.title", "customer.name", "customer.first_name", "customer.address", "message.text"};

template <class Map>
auto find_language(const Map& map, std::string_view language) {
    auto found = map.find(language.substr(0, 2));
    if (found == map.end()) {
        found = map.find(std::string_view("en"));
    }
    return found == map.end() ? map.begin() : found;
}

}  // namespace

std::span<const std::string_view> fields_of(model::RuleObject) { return kFields; }
std::span<const std::string_view> template_fields() { return kFields; }

bool is_of_strangers(std::string_view field) {
    return std::ranges::find(kOfStrangers, field) != kOfStrangers.end();
}

std::string replace_fields(std::string_view text,
                           const std::function<std::string(std::string_view)>& replace) {
    std::string out;
    std::size_t copied = 0;
    for (;;) {
        const auto open = text.find("{{", copied);
        const auto close = open == std::string_view::npos ? open : text.find("}}", open);
        if (close == std::string_view::npos) {
            return out.append(text.substr(copied));
        }
        out.append(text.substr(copied, open - copied));
        out.append(replace(trim(text.substr(open + 2, close - open - 2))));
        copied = close + 2;
    }
}

std::vector<std::string> fields_in(std::string_view text) {
    std::vector<std::string> fields;
    replace_fields(text, [&](std::string_view field) {
        if (std::ranges::find(fields, field) == fields.end()) {
            fields.emplace_back(field);
        }
        return std::string{};
    });
    return fields;
}

std::vector<std::string> unknown_fields(std::string_view text,
                                        std::span<const std::string_view> known) {
    auto fields = fields_in(text);
    std::erase_if(fields, [&](const std::string& field) {
        return std::ranges::find(known, field) != known.end();
    });
    return fields;
}

std::string fill(std::string_view text, const MergeValues& values, Target target) {
    auto filled = replace_fields(text, [&](std::string_view field) {
        const auto value = values.find(field);
        return value == values.end()    ? std::string{}
               : target == Target::html ? replace_all(html::escaped(value->second), "\n", "<br>")
                                        : value->second;
    });
    return target == Target::line ? one_line(filled) : filled;
}

std::string_view text_in(const model::TextsByLanguage& texts, std::string_view language) {
    const auto found = find_language(texts, language);
    return found == texts.end() ? std::string_view{} : std::string_view(found->second);
}

const model::MailWords* words_in(const model::WordsByLanguage& words, std::string_view language) {
    const auto found = find_language(words, language);
    return found == words.end() ? nullptr : &found->second;
}

}  // namespace postroom::automate
