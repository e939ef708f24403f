// See item_field.hpp.
#include "model/item_field.hpp"

#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "core/time.hpp"

namespace postroom::model {
namespace {

constexpr std::size_t kKeyCharactersMax = 40;

}  // namespace

std::string key_of_field(std::string_view name) {
    std::string key;
    for (const char c : to_lower(name)) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain) {
            key.push_back(c);
        } else if (!key.empty() && key.back() != '_') {
            key.push_back('_');
        }
    }
    key.resize(std::min(key.size(), kKeyCharactersMax));
    while (key.ends_with('_')) {
        key.pop_back();
    }
    return key;
}

bool is_value_of(const ItemField& field, std::string_view value) {
    switch (field.kind) {
        case ItemFieldKind::text:
            return true;
        case ItemFieldKind::number:
            return parse_int(value).has_value();
        case ItemFieldKind::date:
            return value.size() == 10 && parse_rfc3339(std::string(value) + "T00:00:00Z");
        case ItemFieldKind::flag:
            return value == "yes" || value == "no";
        case ItemFieldKind::choice:
            return std::ranges::find(field.choices, value) != field.choices.end();
    }
    return false;
}

bool has_field(ItemType type, const ItemField& field) {
    return field.item_types.empty() ||
           std::ranges::find(field.item_types, type) != field.item_types.end();
}

}  // namespace postroom::model
