// The workspace's own fields of items, and their values. See api/openapi.yaml, tag items.
// Invariant: administrators say which fields there are; whoever sees an item fills them in.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/item_field_commands.hpp"
#include "store/item.hpp"
#include "store/item_field.hpp"
#include "view/item_field.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kFieldsMax = 100;
constexpr std::size_t kChoicesMax = 100;
constexpr std::size_t kItemTypesMax = 4;
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 60};
constexpr TextRule kChoiceRule{.characters_min = 1, .characters_max = 100};
constexpr TextRule kValueRule{.characters_max = 500};

Outcome list_item_fields(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        Array items;
        for (const auto& field : store::list_item_fields(session, kFieldsMax)) {
            items.emplace_back(view::item_field_json(field));
        }
        return Reply{.body = Object{{"items", std::move(items)}}};
    });
}

void read_field(Fields& fields, model::ItemField& field) {
    field.name = fields.text("name", kNameRule).value_or(field.name);
    field.choices = fields.texts("choices", kChoicesMax, kChoiceRule).value_or(field.choices);
    field.active = fields.flag("active").value_or(field.active);
    const auto types = fields.texts("item_types", kItemTypesMax, kNameRule);
    if (!types) {
        return;
    }
    field.item_types.clear();
    for (const auto& word : *types) {
        const auto type = model::parse_name<model::ItemType>(word);
        type ? field.item_types.push_back(*type)
             : fields.note("item_types", "is none of ticket, task, case, action");
    }
}

Outcome create_item_field(Call& call) {
    auto fields = TRY(call.fields());
    model::ItemField field;
    if (!fields.has("name")) {
        fields.note("name", "is missing");
    }
    field.kind = fields.word<model::ItemFieldKind>("kind").value_or(field.kind);
    read_field(fields, field);
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     return view::item_field_json(
                         TRY(desk::create_item_field(session, call.env(), field, call.actor())));
                 }))};
}

Outcome update_item_field(Call& call) {
    auto fields = TRY(call.fields());
    auto rehearsed = fields;
    model::ItemField unused;
    read_field(rehearsed, unused);
    TRY_VOID(rehearsed.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     auto field = store::find_item_field(session, model::ItemFieldId{call.id()});
                     if (!field) {
                         return fail(ErrorKind::not_found, "item_field_not_found",
                                     "There is no such field.");
                     }
                     auto again = fields;
                     read_field(again, *field);
                     TRY_VOID(desk::change_item_field(session, call.env(), *field, call.actor()));
                     return view::item_field_json(*field);
                 }))};
}

/// The fields that the item has, with their values.
Reply values_reply(db::Session& session, ItemId id) {
    const auto item = store::find_item(session, id);
    Array items;
    for (const auto& value : store::list_item_field_values(session, id)) {
        if (item && value.field.active && model::has_field(item->type, value.field)) {
            auto json = view::item_field_json(value.field);
            json["value"] = value.value;
            items.emplace_back(std::move(json));
        }
    }
    return {.body = Object{{"items", std::move(items)}}};
}

Outcome list_item_field_values(Call& call) {
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        return values_reply(session, id);
    });
}

Outcome set_item_field(Call& call) {
    auto fields = TRY(call.fields());
    const auto value = fields.text("value", kValueRule);
    if (!value) {
        fields.note("value", "is missing");
    }
    TRY_VOID(fields.check());
    const ItemId id{call.id()};
    return Outcome(TRY(call.database().write([&](db::Session& session) -> Result<Reply> {
        TRY_VOID(check_sees_item(session, call.user(), id));
        TRY_VOID(
            desk::set_item_field(session, call.env(), id, call.captures[1], *value, call.actor()));
        return values_reply(session, id);
    })));
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/item_fields", Access::user, list_item_fields},
    {io::Method::post, "/api/v1/item_fields", Access::administrator, create_item_field},
    {io::Method::patch, "/api/v1/item_fields/{id}", Access::administrator, update_item_field},
    {io::Method::get, "/api/v1/items/{id}/fields", Access::user, list_item_field_values},
    {io::Method::put, "/api/v1/items/{id}/fields/{key}", Access::user, set_item_field},
};

}  // namespace

std::span<const Route> item_field_routes() { return kRoutes; }

}  // namespace postroom::api
