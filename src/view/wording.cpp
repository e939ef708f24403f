// See wording.hpp.
#include "view/wording.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "model/mail_flow.hpp"
#include "model/mailbox_phrases.hpp"
#include "model/phrase_tables.hpp"
#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "threading/choose.hpp"

namespace postroom::view {
namespace {

/// To the nearest second, never negative.
std::int64_t seconds(Milliseconds duration) {
    return std::max<std::int64_t>(0, std::chrono::round<std::chrono::seconds>(duration).count());
}

/// A number is a number, so that other languages can choose the right plural.
Value parameter_json(std::string_view text) {
    const auto number = parse_int(text);
    return number ? Value(*number) : Value(text);
}

/// The parameters of a Wording or of something Said.
Object params_json(const auto& params) {
    Object json;
    for (const auto& [name, text] : params) {
        json[name] = parameter_json(text);
    }
    return json;
}

template <class Rows>
std::vector<std::string_view> codes_of(const Rows& rows) {
    std::vector<std::string_view> codes;
    for (const auto& row : rows) {
        if (std::ranges::find(codes, row.code) == codes.end()) {
            codes.push_back(row.code);
        }
    }
    return codes;
}

std::string_view verdict_code(const notify::Explanation& explanation, model::PersonKind kind) {
    const bool in_chat = kind == model::PersonKind::customer;
    if (explanation.verdict == "seen") {
        return in_chat ? "seen_in_chat" : "seen_in_messenger";
    }
    if (explanation.verdict == "planned") {
        return in_chat ? "planned_in_chat" : "planned_in_messenger";
    }
    if (explanation.verdict == "only") {
        return in_chat ? "only_in_chat" : "only_in_messenger";
    }
    return explanation.verdict;
}

constexpr std::array<std::string_view, 10> kVerdicts{"not_told",          "emailed",
                                                     "seen_in_messenger", "seen_in_chat",
                                                     "planned_in_chat",   "only_in_chat",
                                                     "only_in_messenger", "told_today",
                                                     "not_told_today",    "planned_in_messenger"};
constexpr std::array<std::string_view, 10> kSteps{
    "posted",      "email_planned", "seen",           "mail_made",        "report_hard",
    "report_soft", "report_policy", "report_delayed", "report_complaint", "report_read"};
constexpr std::array<std::string_view, 11> kAttempts{
    "sent",      "retry",    "connector", "failed",    "uncertain", "suppressed",
    "withdrawn", "released", "found",     "not_found", kUnderWay};

/// What happens next, and how a mail stands, by state and connector.
void add_next_steps(std::vector<CodeGroup>& groups) {
    CodeGroup next{"next", {}};
    CodeGroup states{"mail", {}};
    const auto add = [&](const outbox::Shown& shown) {
        if (std::ranges::find(next.codes, shown.next) == next.codes.end()) {
            next.codes.push_back(shown.next);
        }
    };
    for (const auto& [state, name] : model::EnumNames<model::MailState>::kNames) {
        states.codes.push_back(name);
        add(outbox::shown_status(state, {}));
        add(outbox::shown_status(state, {.connector_enabled = false, .due_at = {}}));
        add(outbox::shown_status(state, {.connector_needs_attention = true, .due_at = {}}));
        add(outbox::shown_status(state, {.decided = true, .due_at = {}}));
        add(outbox::shown_status(state, {.to_decide = true, .due_at = {}}));
    }
    groups.push_back(std::move(next));
    groups.push_back(std::move(states));
}

}  // namespace

Value wording_json(std::string_view group, std::string_view code, Object params) {
    return Object{{"group", group}, {"code", code}, {"params", std::move(params)}};
}

Value wording_json(std::string_view group, const model::Said& said) {
    return wording_json(group, said.phrase.code, params_json(said.params));
}

Value wording_json(std::string_view group, std::span<const model::Phrase> phrases,
                   std::string_view sentence) {
    const auto found = model::find_wording(phrases, sentence);
    return found ? wording_json(group, found->code, params_json(found->params)) : nullptr;
}

Value rule_wording(std::string_view rule, std::optional<Milliseconds> wait) {
    const auto rules = notify::all_rules();
    if (std::ranges::find(rules, rule, &notify::RuleText::code) == rules.end()) {
        return nullptr;
    }
    Object params;
    if (wait && notify::waits(rule)) {
        params["wait_seconds"] = seconds(*wait);
    }
    return wording_json("rule", rule, std::move(params));
}

Value verdict_wording(const notify::Explanation& explanation, model::PersonKind kind,
                      TimePoint now) {
    Object params;
    if (explanation.verdict == "emailed") {
        params["at"] = time_json(explanation.at);
    } else if (explanation.verdict == "seen") {
        params["after_seconds"] = seconds(*explanation.seen_after);
    } else if (explanation.verdict == "planned") {
        params["in_seconds"] = seconds(*explanation.email_due_at - now);
    }
    return wording_json("verdict", verdict_code(explanation, kind), std::move(params));
}

Value trouble_wording(std::string_view stored) {
    return wording_json("trouble", model::kSendTroubles, stored);
}

Value attention_wording(std::string_view stored) {
    auto said = trouble_wording(stored);
    return said.is_null() ? wording_json("mailbox", model::kMailboxPhrases, stored) : said;
}

Value incoming_reason_wording(std::string_view stored) {
    auto said = wording_json("incoming", model::kIncomingReasons, stored);
    return said.is_null() ? wording_json("incoming", threading::all_reasons(), stored) : said;
}

Value warning_wording(std::string_view stored) {
    return wording_json("warning", model::kMessageWarnings, stored);
}

std::vector<CodeGroup> known_codes() {
    auto incoming = codes_of(model::kIncomingReasons);
    std::ranges::copy(codes_of(threading::all_reasons()), std::back_inserter(incoming));
    std::vector<CodeGroup> groups{
        {"rule", codes_of(notify::all_rules())},
        {"verdict", {kVerdicts.begin(), kVerdicts.end()}},
        {"step", {kSteps.begin(), kSteps.end()}},
        {"attempt", {kAttempts.begin(), kAttempts.end()}},
        {"incoming", std::move(incoming)},
        {"warning", codes_of(model::kMessageWarnings)},
        {"trouble", codes_of(model::kSendTroubles)},
        {"mailbox", codes_of(model::kMailboxPhrases)},
    };
    add_next_steps(groups);
    return groups;
}

}  // namespace postroom::view
