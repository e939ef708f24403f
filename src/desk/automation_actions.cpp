// See automation_actions.hpp.
#include "desk/automation_actions.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "automate/property.hpp"
#include "core/text.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/automation_facts.hpp"
#include "desk/automation_recipients.hpp"
#include "desk/item_commands.hpp"
#include "desk/item_field_commands.hpp"
#include "desk/post_message.hpp"
#include "desk/project_commands.hpp"
#include "desk/tag_commands.hpp"
#include "html/to_text.hpp"
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/channel.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"
#include "store/mail_words.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

using model::PersonKind;
using model::RuleAction;
using model::RuleActionKind;
using model::RunEffect;
using model::Visibility;

constexpr std::string_view kNoName = "Postroom";

/// The words of a template for one reader.
MailText fill_template(db::Session& session, const Environment& env,
                       const model::WordsByLanguage& words, const Happening& happening,
                       const Recipient& reader, bool without_strangers) {
    const auto* chosen = automate::words_in(words, reader.language);
    if (chosen == nullptr) {
        return {};
    }
    const auto values =
        load_merge_values(session, env, happening,
                          {.for_customers = reader.person.kind == PersonKind::customer,
                           .without_strangers = without_strangers});
    const auto html = automate::fill(chosen->html, values, automate::Target::html);
    return {.subject = automate::fill(chosen->subject, values, automate::Target::line),
            .text = html::to_text(html),
            .html = html};
}

/// The stream of the item or project; a project's is opened when there is none yet.
ConversationId stream_of(const Acting& acting, Visibility visibility) {
    const auto& happening = acting.happening;
    const auto streams =
        happening.item ? store::list_conversations_of_item(acting.session, happening.item->id)
                       : store::list_conversations_of_project(acting.session, happening.project_id);
    for (const auto& stream : streams) {
        if (stream.visibility == visibility) {
            return stream.id;
        }
    }
    return store::insert_conversation(
        acting.session, visibility, happening.item ? happening.item->id : ItemId{},
        happening.item ? ProjectId{} : happening.project_id, acting.env.now());
}

/// As whom the product writes to people outside: what its mails are from.
std::string name_of_bot(db::Session& session) {
    const auto connector = store::find_default_connector(session);
    return connector && !connector->from_name.empty() ? connector->from_name : std::string(kNoName);
}

std::string language_of_requester(const Acting& acting) {
    const auto& item = acting.happening.item;
    const auto customer = item && item->requester_id
                              ? store::find_customer(acting.session, item->requester_id)
                              : std::nullopt;
    return customer && !customer->language.empty() ? customer->language : "en";
}

Result<RunEffect> post(Acting& acting, const RuleAction& action) {
    const bool is_public = action.visibility == Visibility::public_;
    if (is_public && !acting.against_customers.empty()) {
        return kept_back(action, acting.against_customers);
    }
    const auto values = load_merge_values(
        acting.session, acting.env, acting.happening,
        {.for_customers = is_public, .without_strangers = is_public && acting.answers_first()});
    const auto text = automate::fill(automate::text_in(action.texts, language_of_requester(acting)),
                                     values, automate::Target::text);
    const auto posted = TRY(post_message(acting.session, acting.env,
                                         {.conversation_id = stream_of(acting, action.visibility),
                                          .author = acting.bot(),
                                          .author_name = name_of_bot(acting.session),
                                          .origin = model::Origin::automation,
                                          .text = text}));
    acting.acknowledged = acting.acknowledged || (is_public && acting.answers_first());
    return RunEffect{.kind = action.kind,
                     .what = "posted",
                     .to = std::string(name_of(action.visibility)),
                     .message_id = posted.message.id};
}

bool suits(model::Person person, model::TemplateAudience audience) {
    return (person.kind == PersonKind::customer) ==
           (audience == model::TemplateAudience::customers);
}

Result<RunEffect> mail_template_to(Acting& acting, const RuleAction& action,
                                   const model::EmailTemplate& words, const Recipient& reader) {
    const bool is_customer = reader.person.kind == PersonKind::customer;
    const auto visibility = is_customer ? Visibility::public_ : Visibility::internal;
    const auto outcome = TRY(mail_automatically(
        acting.session, acting.env, reader.person,
        {.words = fill_template(acting.session, acting.env, words.words, acting.happening, reader,
                                is_customer && acting.answers_first()),
         .item = acting.happening.item,
         .conversation_id =
             acting.happening.item ? stream_of(acting, visibility) : ConversationId{},
         .rule = notify::rule::kAutomation,
         .kept_back = is_customer ? acting.against_customers : std::string(),
         .by_automation = true}));
    acting.acknowledged =
        acting.acknowledged || (is_customer && outcome.will_leave && acting.answers_first());
    return RunEffect{.kind = action.kind,
                     .done = outcome.will_leave,
                     .what = outcome.will_leave ? "mailed" : outcome.rule,
                     .to = reader.email,
                     .mail_id = outcome.mail_id};
}

Result<std::vector<RunEffect>> send_template(Acting& acting, const RuleAction& action) {
    const auto words = store::find_template(acting.session, action.template_id);
    if (!words) {
        return std::vector{kept_back(action, "template_not_found")};
    }
    std::vector<RunEffect> effects;
    for (const auto person : resolve_recipients(acting.session, action, acting.happening)) {
        const auto reader = find_recipient(acting.session, person);
        if (reader && suits(person, words->audience)) {
            effects.push_back(TRY(mail_template_to(acting, action, *words, *reader)));
        }
    }
    if (effects.empty()) {
        effects.push_back(kept_back(action, "nobody_to_mail", words->name));
    }
    return effects;
}

Result<ItemChange> change_of(const RuleAction& action) {
    ItemChange change;
    const auto id = parse_int(action.value).value_or(0);
    if (action.property == "title") {
        change.title = action.value;
    } else if (action.property == "status") {
        change.status = action.value;
    } else if (action.property == "priority") {
        change.priority = model::parse_name<model::Priority>(action.value);
    } else if (action.property == "assignee") {
        change.assignee_id = UserId{id};
    } else if (action.property == "team") {
        change.team_id = TeamId{id};
    } else if (action.property == "queue") {
        change.queue_id = ChannelId{id};
    } else if (action.property == "project") {
        change.project_id = ProjectId{id};
    } else {
        return fail(ErrorKind::invalid, "not_settable", "This property cannot be set.");
    }
    return change;
}

Result<RunEffect> set_property(Acting& acting, const RuleAction& action) {
    if (!acting.happening.item) {
        return kept_back(action, "not_settable");
    }
    const auto item = acting.happening.item->id;
    if (const std::string_view name = action.property; name.starts_with(automate::kCustomPrefix)) {
        TRY_VOID(set_item_field(acting.session, acting.env, item,
                                name.substr(automate::kCustomPrefix.size()), action.value,
                                acting.bot()));
    } else {
        const auto change = TRY(change_of(action));
        TRY_VOID(change_item(acting.session, acting.env, item, acting.bot(), change));
    }
    return RunEffect{.kind = action.kind,
                     .what = "set",
                     .to = fmt::format("{}: {}", action.property, action.value)};
}

Result<RunEffect> change_tag(Acting& acting, const RuleAction& action) {
    if (!acting.happening.item) {
        return kept_back(action, "not_settable");
    }
    const auto item = acting.happening.item->id;
    if (action.kind == RuleActionKind::add_tag) {
        TRY_VOID(add_tag(acting.session, acting.env, item, action.value, acting.bot()));
    } else {
        TRY_VOID(remove_tag(acting.session, acting.env, item, action.value, acting.bot()));
    }
    return RunEffect{.kind = action.kind, .what = "set", .to = action.value};
}

Result<RunEffect> add_follower(Acting& acting, const RuleAction& action) {
    const auto follower = follower_named(action.value);
    if (!follower) {
        return kept_back(action, "follower_not_found", action.value);
    }
    if (acting.happening.item) {
        TRY_VOID(follow_item(acting.session, acting.env, acting.happening.item->id, *follower,
                             acting.bot()));
    } else {
        TRY_VOID(follow_project(acting.session, acting.env, acting.happening.project_id, *follower,
                                acting.bot()));
    }
    return RunEffect{.kind = action.kind, .what = "follows", .to = action.value};
}

Result<RunEffect> make_item(Acting& acting, const RuleAction& action) {
    const auto type = model::parse_name<model::ItemType>(action.property);
    const auto values = load_merge_values(acting.session, acting.env, acting.happening,
                                          {.for_customers = false, .without_strangers = false});
    const auto title = automate::fill(action.value, values, automate::Target::line);
    const auto& from = acting.happening.item;
    const auto made =
        create_item(acting.session, acting.env,
                    {.type = type.value_or(model::ItemType::task),
                     .title = title.empty() && from ? from->title : title,
                     .queue_id = from ? from->queue_id : ChannelId{},
                     .project_id = from ? from->project_id : acting.happening.project_id,
                     .actor = acting.bot()});
    if (from) {
        store::insert_item_link(acting.session, {.from = from->id,
                                                 .to = made.id,
                                                 .kind = model::LinkKind::made,
                                                 .created_at = acting.env.now()});
    }
    return RunEffect{.kind = action.kind, .what = "made", .to = title, .item_id = made.id};
}

std::string body_of_call(const Acting& acting) {
    const auto values = load_merge_values(acting.session, acting.env, acting.happening,
                                          {.for_customers = false, .without_strangers = false});
    boost::json::object fields;
    for (const auto& [name, value] : values) {
        fields[name] = value;
    }
    return boost::json::serialize(boost::json::object{
        {"automation", model::reference_of(acting.rule)},
        {"trigger", name_of(acting.rule.trigger.kind)},
        {"object", name_of(acting.rule.object)},
        {"event_id", acting.happening.event_id.value},
        {"run_id", acting.run.value},
        {"item_id", acting.happening.item ? acting.happening.item->id.value : 0},
        {"project_id", acting.happening.project_id.value},
        {"at", format_rfc3339(acting.env.now())},
        {"fields", std::move(fields)}});
}

Result<RunEffect> call_webhook(Acting& acting, const RuleAction& action) {
    store::insert_webhook_call(acting.session,
                               {.run_id = acting.run,
                                .automation_id = acting.rule.id,
                                .url = action.value,
                                .body = body_of_call(acting),
                                .state = {},
                                .due_at = {},
                                .answer = {}},
                               acting.env.now());
    return RunEffect{.kind = action.kind, .what = "called", .to = action.value};
}

Result<std::vector<RunEffect>> one(Result<RunEffect> effect) {
    return std::vector{TRY(std::move(effect))};
}

}  // namespace

RunEffect kept_back(const RuleAction& action, std::string why, std::string to) {
    return {.kind = action.kind, .done = false, .what = std::move(why), .to = std::move(to)};
}

Result<std::vector<RunEffect>> act(Acting& acting, const RuleAction& action) {
    switch (action.kind) {
        case RuleActionKind::post_message:
            return one(post(acting, action));
        case RuleActionKind::send_template:
            return send_template(acting, action);
        case RuleActionKind::set_property:
            return one(set_property(acting, action));
        case RuleActionKind::add_tag:
        case RuleActionKind::remove_tag:
            return one(change_tag(acting, action));
        case RuleActionKind::add_follower:
            return one(add_follower(acting, action));
        case RuleActionKind::create_item:
            return one(make_item(acting, action));
        case RuleActionKind::webhook:
            return one(call_webhook(acting, action));
    }
    return std::vector<RunEffect>{};
}

}  // namespace postroom::desk
