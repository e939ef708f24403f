// See item_field.hpp.
#include "view/item_field.hpp"

#include <boost/json.hpp>

namespace postroom::view {

Object item_field_json(const model::ItemField& field) {
    Array types;
    for (const auto type : field.item_types) {
        types.emplace_back(model::name_of(type));
    }
    Array choices;
    for (const auto& choice : field.choices) {
        choices.emplace_back(choice);
    }
    return {{"id", field.id.value},
            {"key", field.key},
            {"name", field.name},
            {"kind", model::name_of(field.kind)},
            {"choices", std::move(choices)},
            {"item_types", std::move(types)},
            {"active", field.active}};
}

}  // namespace postroom::view
