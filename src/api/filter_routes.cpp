// Quiet mode and "Filter outgoing emails". See api/openapi.yaml, tag administration; features
// F090-F092, F130-F133.
#include <algorithm>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "view/mail.hpp"

namespace postroom::api {
namespace {

constexpr int kFiltersMax = 10'000;
constexpr std::size_t kStarsMax = 4;
constexpr std::size_t kLettersBesideStarsMin = 3;

Reply quiet_mode_reply(Call& call) {
    return {.body = view::quiet_mode_json(call.database().read([&](db::Session& session) {
                return desk::load_quiet_mode(session, call.context.now());
            }))};
}

Outcome get_quiet_mode(Call& call) { return quiet_mode_reply(call); }

Outcome set_quiet_mode(Call& call) {
    auto fields = TRY(call.fields());
    const auto enabled = fields.flag("enabled");
    if (!enabled) {
        fields.note("enabled", "is missing");
    }
    const auto until = fields.time("until");
    if (until && *until <= call.context.now()) {
        fields.note("until", "must be in the future");
    }
    TRY_VOID(fields.check());
    call.database().write([&](db::Session& session) {
        desk::save_quiet_mode(session, call.env(), call.actor(),
                              {.on = *enabled, .until = *enabled ? until : std::nullopt});
    });
    return quiet_mode_reply(call);
}

/// Whose mail it is about: what would go there, or what comes from there.
Result<std::string> direction_of(std::string_view word) {
    if (word.empty()) {
        return "outgoing";
    }
    if (word != "outgoing" && word != "incoming") {
        return fail(ErrorKind::invalid, "bad_query", "direction is incoming or outgoing.");
    }
    return std::string(word);
}

Outcome list_filters(Call& call) {
    const auto direction = TRY(direction_of(call.query.text("direction")));
    const auto filters = call.database().read([&](db::Session& session) {
        return store::list_email_filters(session, direction, kFiltersMax);
    });
    return Reply{
        .body = TRY(page_of(
            call, filters, [](const store::EmailFilter&) { return true; }, view::email_filter_json,
            [](const store::EmailFilter& filter) { return filter.id; }))};
}

/// An address, a whole domain as "@example.org", or either with stars for any characters. What
/// would meet nearly everybody is quiet mode, not a filter.
bool is_pattern(std::string_view text) {
    const auto stars = static_cast<std::size_t>(std::ranges::count(text, '*'));
    if (stars > 0) {
        const bool is_one_word = text.find_first_of(" \t<>,;") == std::string_view::npos;
        return is_one_word && stars <= kStarsMax &&
               text.size() - stars - static_cast<std::size_t>(std::ranges::count(text, '@')) >=
                   kLettersBesideStarsMin;
    }
    return desk::is_plausible_address(text.starts_with('@') ? "x" + std::string(text)
                                                            : std::string(text));
}

model::Facts facts_of(const store::EmailFilter& filter) {
    return {
        {"address", filter.pattern}, {"direction", filter.direction}, {"reason", filter.reason}};
}

void record(db::Session& session, Call& call, const store::EmailFilter& filter,
            const model::Facts& before, const model::Facts& after) {
    desk::record_change(session, call.env(), call.actor(),
                        {model::AuditSubject::email_filter, filter.id, filter.pattern}, before,
                        after);
}

Outcome create_filter(Call& call) {
    auto fields = TRY(call.fields());
    store::EmailFilter filter{
        .direction =
            TRY(direction_of(fields.text("direction", {.characters_max = 16}).value_or(""))),
        .pattern =
            to_lower(fields.required_text("address", {.characters_min = 3, .characters_max = 320})),
        .reason = fields.text("reason", {.characters_max = 500}).value_or("")};
    if (!filter.pattern.empty() && !is_pattern(filter.pattern)) {
        fields.note("address",
                    "must look like ana@example.org, @example.org or robot-*@example.org");
    }
    TRY_VOID(fields.check());
    return Reply{
        .status = 201,
        .body = TRY(call.database().write([&](db::Session& session) -> Result<view::Object> {
            const auto id = store::insert_email_filter(session, filter, call.context.now());
            if (!id) {
                return fail(ErrorKind::conflict, "filter_exists",
                            "This address is on the list already.");
            }
            filter.id = *id;
            record(session, call, filter, {}, facts_of(filter));
            return view::email_filter_json(*store::find_email_filter(session, *id));
        }))};
}

Outcome delete_filter(Call& call) {
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto filter = store::find_email_filter(session, call.id());
        if (filter && filter->is_automatic) {
            return fail(ErrorKind::conflict, "own_address",
                        "This is one of our own addresses: without it on the list, mail would "
                        "go round in circles.");
        }
        if (!filter || !store::delete_email_filter(session, call.id())) {
            return fail(ErrorKind::not_found, "filter_not_found",
                        "This address is not on the list.");
        }
        record(session, call, *filter, facts_of(*filter), {});
        return {};
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/quiet_mode", Access::user, get_quiet_mode},
    {io::Method::put, "/api/v1/quiet_mode", Access::administrator, set_quiet_mode},
    {io::Method::get, "/api/v1/email_filters", Access::user, list_filters},
    {io::Method::post, "/api/v1/email_filters", Access::administrator, create_filter},
    {io::Method::delete_, "/api/v1/email_filters/{id}", Access::administrator, delete_filter},
};

}  // namespace

std::span<const Route> filter_routes() { return kRoutes; }

}  // namespace postroom::api
