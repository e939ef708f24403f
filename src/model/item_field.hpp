// Fields that a workspace gives its items: a serial number, a contract, a date of delivery.
// Invariant: a value is a text of its field's form; a field's key and kind never change, so that
// rules go on meaning what they meant. Rule: product.md "Words" (item); issue 6 point 2.
#pragma once

#include <string>
#include <vector>

#include "core/ids.hpp"
#include "model/enum_names.hpp"
#include "model/work.hpp"

namespace postroom::model {

using ItemFieldId = Id<struct ItemFieldTag>;

enum class ItemFieldKind {
    text,
    number,  ///< a whole number
    date,    ///< "2026-11-22"
    flag,    ///< "yes" or "no"
    choice,  ///< one of the field's own
};
POSTROOM_ENUM_NAMES(ItemFieldKind, {ItemFieldKind::text, "text"}, {ItemFieldKind::number, "number"},
                    {ItemFieldKind::date, "date"}, {ItemFieldKind::flag, "flag"},
                    {ItemFieldKind::choice, "choice"});

struct ItemField {
    ItemFieldId id;
    std::string key;   ///< "serial_number": names it in rules and programs
    std::string name;  ///< "Serial number": what people read
    ItemFieldKind kind = ItemFieldKind::text;
    std::vector<std::string> choices;
    std::vector<ItemType> item_types;  ///< which items have it; none: all
    bool active = true;                ///< else hidden; what it held is kept
};

struct ItemFieldValue {
    ItemField field;
    std::string value;  ///< empty: none
};

/// "serial_number" of "Serial number!"; empty when nothing of the name is left.
std::string key_of_field(std::string_view name);
/// Whether a non-empty text has the form of the field.
bool is_value_of(const ItemField& field, std::string_view value);
bool has_field(ItemType type, const ItemField& field);

}  // namespace postroom::model
