// Automations: what sets them off, which objects they are about, what they do, and what they did.
// Invariant: plain values; automate/check.hpp says which of them make sense. Rule: product.md
// "Words"; features F054-F071.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"
#include "model/work.hpp"

namespace postroom::model {

/// What a rule is about. (F066)
enum class RuleObject { ticket, task, case_, action, project, timesheet };
POSTROOM_ENUM_NAMES(RuleObject, {RuleObject::ticket, "ticket"}, {RuleObject::task, "task"},
                    {RuleObject::case_, "case"}, {RuleObject::action, "action"},
                    {RuleObject::project, "project"}, {RuleObject::timesheet, "timesheet"});

constexpr RuleObject rule_object_of(ItemType type) {
    switch (type) {
        case ItemType::ticket:
            return RuleObject::ticket;
        case ItemType::task:
            return RuleObject::task;
        case ItemType::case_:
            return RuleObject::case_;
        case ItemType::action:
            return RuleObject::action;
    }
    return RuleObject::ticket;
}

enum class TriggerKind {
    created,
    property_changed,  ///< detail: which one; empty = any
    status_entered,    ///< detail: a status or one of the three states
    customer_message,
    user_message,
    bot_message,
    assigned,
    follower_added,
    member_added,  ///< of a project
    attachment_added,
    queue_received,  ///< detail: the queue; empty = any
    hourly,          ///< whatever begins to match is acted on once
};
POSTROOM_ENUM_NAMES(TriggerKind, {TriggerKind::created, "created"},
                    {TriggerKind::property_changed, "property_changed"},
                    {TriggerKind::status_entered, "status_entered"},
                    {TriggerKind::customer_message, "customer_message"},
                    {TriggerKind::user_message, "user_message"},
                    {TriggerKind::bot_message, "bot_message"}, {TriggerKind::assigned, "assigned"},
                    {TriggerKind::follower_added, "follower_added"},
                    {TriggerKind::member_added, "member_added"},
                    {TriggerKind::attachment_added, "attachment_added"},
                    {TriggerKind::queue_received, "queue_received"},
                    {TriggerKind::hourly, "hourly"});

struct Trigger {
    TriggerKind kind = TriggerKind::created;
    std::string detail{};
    bool operator==(const Trigger&) const = default;
};

enum class Comparison {
    is,
    is_not,
    contains,
    contains_not,
    is_set,
    is_empty,
    more_than,
    less_than
};
POSTROOM_ENUM_NAMES(Comparison, {Comparison::is, "is"}, {Comparison::is_not, "is_not"},
                    {Comparison::contains, "contains"}, {Comparison::contains_not, "contains_not"},
                    {Comparison::is_set, "is_set"}, {Comparison::is_empty, "is_empty"},
                    {Comparison::more_than, "more_than"}, {Comparison::less_than, "less_than"});

/// "status is open"; ids are written as numbers.
struct Condition {
    std::string property;
    Comparison comparison = Comparison::is;
    std::string value{};
    bool operator==(const Condition&) const = default;
};

/// All of its conditions and groups hold, or any of them; an empty one always holds.
struct Filter {
    bool any = false;
    std::vector<Condition> conditions{};
    std::vector<Filter> groups{};
    bool operator==(const Filter&) const = default;
};

enum class RuleActionKind {
    post_message,   ///< texts, visibility
    send_template,  ///< template_id, recipients
    set_property,   ///< property, value
    add_tag,        ///< value
    remove_tag,     ///< value
    add_follower,   ///< value: "user:3", "team:1", "customer:9"
    create_item,    ///< property: its type; value: its title, with merge fields
    webhook,        ///< value: the URL
};
POSTROOM_ENUM_NAMES(RuleActionKind, {RuleActionKind::post_message, "post_message"},
                    {RuleActionKind::send_template, "send_template"},
                    {RuleActionKind::set_property, "set_property"},
                    {RuleActionKind::add_tag, "add_tag"},
                    {RuleActionKind::remove_tag, "remove_tag"},
                    {RuleActionKind::add_follower, "add_follower"},
                    {RuleActionKind::create_item, "create_item"},
                    {RuleActionKind::webhook, "webhook"});

/// Texts by language: "en", "fr", "it", "ru".
using TextsByLanguage = std::map<std::string, std::string, std::less<>>;

struct RuleAction {
    RuleActionKind kind = RuleActionKind::post_message;
    std::string property{};
    std::string value{};
    Visibility visibility = Visibility::public_;
    TextsByLanguage texts{};
    TemplateId template_id{};
    /// Whom a template goes to: requester, customers, assignee, team, followers, administrators,
    /// "user:3", "team:1", "customer:9".
    std::vector<std::string> recipients{};
    bool operator==(const RuleAction&) const = default;
};

struct Automation {
    AutomationId id;
    std::int64_t number = 0;  ///< shown as "A02"
    std::string name;
    RuleObject object = RuleObject::ticket;
    Trigger trigger{};
    Filter filter{};
    std::vector<RuleAction> actions{};
    bool enabled = false;
    TimePoint enabled_at{};  ///< what happened before moves it no more
    std::int64_t version = 1;
    TimePoint created_at{};
    TimePoint updated_at{};
};

/// "A02".
std::string reference_of(const Automation& automation);

/// How a run ended.
enum class RunOutcome {
    done,
    partly,    ///< some of its actions were kept back or failed; each says why
    failed,    ///< nothing of it was kept
    itself,    ///< caused by this very rule: not again
    too_deep,  ///< too many rules in a row
    loop,      ///< too often in one item within minutes
};
POSTROOM_ENUM_NAMES(RunOutcome, {RunOutcome::done, "done"}, {RunOutcome::partly, "partly"},
                    {RunOutcome::failed, "failed"}, {RunOutcome::itself, "itself"},
                    {RunOutcome::too_deep, "too_deep"}, {RunOutcome::loop, "loop"});

/// What one action did.
struct RunEffect {
    RuleActionKind kind = RuleActionKind::post_message;
    bool done = true;
    std::string what{};  ///< "posted", "mailed", or why not: a rule or an error code
    std::string to{};    ///< address, value, URL
    MailId mail_id{};
    MessageId message_id{};
    ItemId item_id{};
    bool operator==(const RunEffect&) const = default;
};

struct AutomationRun {
    AutomationRunId id;
    AutomationId automation_id;
    EventId event_id;  ///< negative for an hourly check: minus the item
    AutomationRunId cause_run_id;
    ItemId item_id;
    ProjectId project_id;
    RunOutcome outcome = RunOutcome::done;
    bool acknowledges = false;  ///< thanked a customer for a new item (LOOP-6)
    std::vector<RunEffect> effects{};
    TimePoint at{};
};

enum class TemplateAudience { customers, users };
POSTROOM_ENUM_NAMES(TemplateAudience, {TemplateAudience::customers, "customers"},
                    {TemplateAudience::users, "users"});

/// Subject and body of a mail in one language, with merge fields.
struct MailWords {
    std::string subject;
    std::string html;
    bool operator==(const MailWords&) const = default;
};
using WordsByLanguage = std::map<std::string, MailWords, std::less<>>;

/// A text that automations send. (F067-F071)
struct EmailTemplate {
    TemplateId id;
    std::string name;
    TemplateAudience audience = TemplateAudience::customers;
    WordsByLanguage words{};
    std::int64_t version = 1;
    TimePoint created_at{};
    TimePoint updated_at{};
};

/// Time spent on an item.
struct TimesheetEntry {
    TimesheetEntryId id;
    ItemId item_id;
    UserId user_id;
    int minutes = 0;
    std::string note;
    bool billable = false;
    bool approved = false;
    TimePoint worked_at{};
    TimePoint created_at{};
};

}  // namespace postroom::model
