// See automation_run.hpp.
#include "desk/automation_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "automate/property.hpp"
#include "core/crash_point.hpp"
#include "core/encoding.hpp"
#include "core/limits.hpp"
<<<<<<< HEAD
#include "desk/automation_actions.hpp"
=======
#include "core/text.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/directory.hpp"
#include "desk/item_commands.hpp"
#include "desk/item_field_commands.hpp"
#include "desk/post_message.hpp"
#include "desk/project_commands.hpp"
#include "desk/tag_commands.hpp"
#include "html/to_text.hpp"
>>>>>>> 155b6e7 (Custom fields of items: filled in at the item, asked about and set by rules)
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/item.hpp"

namespace postroom::desk {
namespace {

using model::RuleActionKind;
using model::RunEffect;
using model::RunOutcome;
<<<<<<< HEAD
=======
using model::Visibility;

constexpr std::string_view kNoName = "Postroom";

/// One rule on its way through one happening.
struct Acting {
    db::Session& session;
    const Environment& env;
    const model::Automation& rule;
    const Happening& happening;
    AutomationRunId run;
    /// Why customers are not answered by this run; empty when they may be. (LOOP-4, LOOP-8)
    std::string against_customers{};
    bool acknowledged = false;

    model::Person bot() const { return model::person(run); }
    bool answers_first() const {
        return rule.trigger.kind == model::TriggerKind::created && happening.item.has_value();
    }
};

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

RunEffect kept_back(const RuleAction& action, std::string why, std::string to = {}) {
    return {.kind = action.kind, .done = false, .what = std::move(why), .to = std::move(to)};
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

std::optional<model::Follower> named(std::string_view word) {
    const auto colon = word.find(':');
    const auto kind = model::parse_name<model::FollowerKind>(word.substr(0, colon));
    const auto id =
        colon == std::string_view::npos ? std::nullopt : parse_int(word.substr(colon + 1));
    return kind && id ? std::optional(model::Follower{*kind, *id}) : std::nullopt;
}

Result<RunEffect> add_follower(Acting& acting, const RuleAction& action) {
    const auto follower = named(action.value);
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
>>>>>>> 155b6e7 (Custom fields of items: filled in at the item, asked about and set by rules)

/// Each action stands for itself: one that fails is undone alone and says why.
std::vector<RunEffect> act_one_by_one(Acting& acting) {
    std::vector<RunEffect> effects;
    for (const auto& action : acting.rule.actions) {
        store::open_savepoint(acting.session);
        auto done = act(acting, action);
        if (done) {
            store::keep_savepoint(acting.session);
            effects.insert(effects.end(), done->begin(), done->end());
        } else {
            store::undo_savepoint(acting.session);
            effects.push_back(kept_back(action, done.error().code));
        }
    }
    return effects;
}

RunOutcome outcome_of(const std::vector<RunEffect>& effects) {
    const auto done = std::ranges::count(effects, true, &RunEffect::done);
    return done == std::ssize(effects) ? RunOutcome::done
           : done > 0                  ? RunOutcome::partly
                                       : RunOutcome::failed;
}

model::AutomationRun begin(const Environment& env, const model::Automation& rule,
                           const Happening& happening) {
    return {.id = {},
            .automation_id = rule.id,
            .event_id = happening.event_id,
            .cause_run_id = happening.cause,
            .item_id = happening.item ? happening.item->id : ItemId{},
            .project_id = happening.item ? ProjectId{} : happening.project_id,
            .at = env.now()};
}

}  // namespace

automate::Chain load_chain(db::Session& session, AutomationId rule, const Happening& happening,
                           TimePoint now) {
    automate::Chain chain;
    AutomationRunId cause = happening.cause;
    while (cause && std::ssize(chain.causes) <= limits::kAutomationDepthMax) {
        const auto run = store::find_run(session, cause);
        if (!run) {
            break;
        }
        chain.causes.push_back(run->automation_id);
        cause = run->cause_run_id;
    }
    if (happening.item) {
        chain.recent_runs = store::count_runs_in_item(session, rule, happening.item->id,
                                                      now - limits::kAutomationRunsWindow);
    }
    return chain;
}

Result<std::optional<model::AutomationRun>> run_rule(db::Session& session, const Environment& env,
                                                     const model::Automation& rule,
                                                     const Happening& happening) {
    auto run = begin(env, rule, happening);
    run.outcome =
        automate::judge_chain(rule.id, load_chain(session, rule.id, happening, env.now()));
    const auto id = store::insert_run(session, run);
    if (!id) {
        return std::optional<model::AutomationRun>{};
    }
    run.id = *id;
    if (run.outcome != RunOutcome::done) {
        return std::optional(std::move(run));
    }
    Acting acting{
        .session = session, .env = env, .rule = rule, .happening = happening, .run = run.id};
    if (acting.answers_first()) {
        acting.against_customers = rule_against_acknowledging(session, *happening.item, env.now());
    } else if (const auto cause = happening.message_id
                                      ? store::find_message(session, happening.message_id)
                                      : std::nullopt;
               cause && cause->is_automatic) {
        acting.against_customers = notify::rule::kAutomaticToCustomer;
    }
    run.effects = act_one_by_one(acting);
    run.outcome = outcome_of(run.effects);
    run.acknowledges = acting.acknowledged;
    CRASH_POINT("automation.before_run");
    store::record_run(session, run);
    return std::optional(std::move(run));
}

void record_failed_run(db::Session& session, const Environment& env, const model::Automation& rule,
                       const Happening& happening, const Error& error) {
    auto run = begin(env, rule, happening);
    run.outcome = RunOutcome::failed;
    run.effects.push_back(
        {.kind = rule.actions.empty() ? RuleActionKind::post_message : rule.actions.front().kind,
         .done = false,
         .what = error.code});
    store::insert_run(session, run);
}

std::string webhook_secret(const Environment& env, AutomationId rule) {
    return hex_encode(hmac_sha256(env.seal_secret, fmt::format("webhook {}", rule.value)));
}

}  // namespace postroom::desk
