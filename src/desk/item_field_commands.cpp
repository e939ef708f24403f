// See item_field_commands.hpp.
#include "desk/item_field_commands.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "automate/property.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/item_field.hpp"

namespace postroom::desk {
namespace {

constexpr int kItemFieldsMax = 50;
constexpr std::size_t kValueBytesMax = 2000;

std::string joined(const auto& list, auto word) {
    std::string text;
    for (const auto& one : list) {
        text.append(text.empty() ? "" : ", ").append(word(one));
    }
    return text;
}

model::Facts facts_of(const model::ItemField& field) {
    return {{"name", field.name},
            {"kind", std::string(model::name_of(field.kind))},
            {"choices", joined(field.choices, [](const auto& choice) { return choice; })},
            {"item_types",
             joined(field.item_types,
                    [](model::ItemType type) { return std::string(model::name_of(type)); })},
            {"active", field.active ? "yes" : "no"}};
}

std::unexpected<Error> no_field() {
    return fail(ErrorKind::not_found, "item_field_not_found", "There is no such field.");
}

Result<void> check(const model::ItemField& field) {
    const bool needs_choices = field.kind == model::ItemFieldKind::choice;
    if (field.key.empty() || (needs_choices && field.choices.empty())) {
        return fail(ErrorKind::invalid, "bad_item_field",
                    "A field needs a name with a letter from a to z or a digit, and a choice needs "
                    "something to choose from.");
    }
    return {};
}

void record(db::Session& session, const Environment& env, const model::ItemField& field,
            const model::Facts& before, model::Person actor) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = field.id.value,
                                  .payload = R"({"item_field":"changed"})"});
    record_change(session, env, actor, {model::AuditSubject::setting, field.id.value, field.name},
                  before, facts_of(field));
}

const model::ItemFieldValue* find_value(const std::vector<model::ItemFieldValue>& values,
                                        std::string_view key, model::ItemType type) {
    const auto found = std::ranges::find_if(values, [&](const auto& value) {
        return value.field.key == key && value.field.active && has_field(type, value.field);
    });
    return found == values.end() ? nullptr : &*found;
}

}  // namespace

Result<model::ItemField> create_item_field(db::Session& session, const Environment& env,
                                           model::ItemField field, model::Person actor) {
    field.key = model::key_of_field(field.name);
    TRY_VOID(check(field));
    if (std::ssize(store::list_item_fields(session, kItemFieldsMax)) >= kItemFieldsMax) {
        return fail(ErrorKind::conflict, "too_many_item_fields",
                    "A workspace can have 50 fields of its own.");
    }
    const auto id = store::insert_item_field(session, field);
    if (!id) {
        return fail(ErrorKind::conflict, "item_field_exists",
                    "There is already a field with this name.");
    }
    field.id = *id;
    record(session, env, field, {}, actor);
    return field;
}

Result<void> change_item_field(db::Session& session, const Environment& env,
                               const model::ItemField& after, model::Person actor) {
    const auto before = store::find_item_field(session, after.id);
    if (!before) {
        return no_field();
    }
    TRY_VOID(check(after));
    store::update_item_field(session, after);
    record(session, env, after, facts_of(*before), actor);
    return {};
}

Result<bool> set_item_field(db::Session& session, const Environment& env, ItemId id,
                            std::string_view key, std::string_view text, model::Person actor) {
    const auto item = store::find_item(session, id);
    if (!item) {
        return fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
    }
    const auto values = store::list_item_field_values(session, id);
    const auto* known = find_value(values, key, item->type);
    if (known == nullptr) {
        return no_field();
    }
    const auto value = one_line(text);
    if (value.size() > kValueBytesMax ||
        (!value.empty() && !model::is_value_of(known->field, value))) {
        return fail(ErrorKind::invalid, "bad_field_value",
                    "The value of " + known->field.name + " does not have the form of the field.");
    }
    if (known->value == value) {
        return false;
    }
    store::set_item_field_value(session, id, known->field.id, value);
    store::touch_item(session, id, env.now());
    store::append_event(session, {.kind = model::EventKind::item_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = id,
                                  .subject_id = id.value,
                                  .payload = boost::json::serialize(boost::json::object{
                                      {std::string(automate::kCustomPrefix).append(key),
                                       boost::json::array{known->value, value}}})});
    return true;
}

}  // namespace postroom::desk
