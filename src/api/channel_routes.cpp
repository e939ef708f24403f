// Inbound channels, which are also the queues. See api/openapi.yaml, tag administration; features
// F114, F123, F126-F133.
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <map>

#include "api/routes.hpp"
#include "core/network.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/ceiling.hpp"
#include "desk/queue_routing.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/people.hpp"
#include "view/mail.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kChannelsMax = 1000;
constexpr std::size_t kNetworksMax = 64;
constexpr std::string_view kFirstColor = "#228be6";
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

Object channel_with_names(db::Session& session, const model::Channel& channel) {
    const auto connector =
        channel.connector_id ? store::find_connector(session, channel.connector_id) : std::nullopt;
    const bool listed = store::find_email_filter(session, "outgoing", channel.address).has_value();
    const auto project = channel.project_id ? store::find_project(session, channel.project_id)
                                            : std::optional<store::Project>{};
    const auto team =
        channel.team_id ? store::find_team(session, channel.team_id) : std::optional<model::Team>{};
    const auto assignee = channel.assignee_id ? store::find_user(session, channel.assignee_id)
                                              : std::optional<model::User>{};
    return view::channel_json(
        channel, {.connector_name = connector ? connector->name : std::string{},
                  .loop_warning = !listed,
                  .automatic_mail_stopped_at = desk::find_channel_stop(session, channel.id),
                  .project_name = project ? project->name : std::string{},
                  .team_name = team ? team->name : std::string{},
                  .assignee_name = assignee ? assignee->name : std::string{},
                  .forwarding_request = store::find_forwarding_request(session, channel.id)});
}

std::unexpected<Error> no_channel() {
    return fail(ErrorKind::not_found, "channel_not_found", "There is no such channel.");
}

Outcome list_channels(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        Array items;
        for (const auto& channel : store::list_channels(session, kChannelsMax)) {
            items.emplace_back(channel_with_names(session, channel));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

/// As the table keeps them: separated by spaces. (SRV-12)
std::optional<std::string> networks_of(Fields& fields) {
    const auto networks =
        fields.texts("client_networks", kNetworksMax, {.characters_min = 2, .characters_max = 64});
    if (!networks) {
        return std::nullopt;
    }
    for (const auto& text : *networks) {
        if (const auto network = Network::parse(text); !network) {
            fields.note("client_networks", fmt::format("is no network: {}", network.error().reply));
        }
    }
    return fmt::format("{}", fmt::join(*networks, " "));
}

Result<void> check_connector(db::Session& session, ConnectorId connector) {
    if (connector && !store::find_connector(session, connector)) {
        return fail(ErrorKind::invalid, "unknown_connector", "There is no such connector.");
    }
    return {};
}

void append_channel_event(db::Session& session, Call& call, ChannelId id) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = call.context.now(),
                                  .actor = call.actor(),
                                  .subject_id = id.value,
                                  .payload = R"({"channel":"changed"})"});
}

void record(db::Session& session, Call& call, const model::Facts& before,
            const model::Channel& channel) {
    desk::record_change(session, call.env(), call.actor(),
                        {model::AuditSubject::channel, channel.id.value, channel.name}, before,
                        desk::facts_of(session, channel));
}

/// Where new items go; an inner 0 = nobody. (F129)
struct Routing {
    std::optional<std::int64_t> project_id, team_id, assignee_id;
    std::optional<model::Priority> priority;
    std::optional<model::ItemType> item_type;
};

Routing read_routing(Fields& fields) {
    return {.project_id = fields.id_or_null("project_id"),
            .team_id = fields.id_or_null("team_id"),
            .assignee_id = fields.id_or_null("assignee_id"),
            .priority = fields.word<model::Priority>("priority"),
            .item_type = fields.word<model::ItemType>("item_type")};
}

void apply(const Routing& routing, model::Channel& channel) {
    channel.project_id = ProjectId{routing.project_id.value_or(channel.project_id.value)};
    channel.team_id = TeamId{routing.team_id.value_or(channel.team_id.value)};
    channel.assignee_id = UserId{routing.assignee_id.value_or(channel.assignee_id.value)};
    channel.priority = routing.priority.value_or(channel.priority);
    channel.item_type = routing.item_type.value_or(channel.item_type);
}

/// What the table holds and the command that makes a channel does not take.
struct ChannelExtras {
    ConnectorId reply_via;
    std::string client_networks;
    Routing routing;
};

Outcome create_channel(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.required_text("name", kNameRule);
    const auto address =
        fields.required_text("address", {.characters_min = 3, .characters_max = 320});
    const auto color = read_color(fields).value_or(std::string(kFirstColor));
    const ChannelExtras extras{
        .reply_via = ConnectorId{fields.number("reply_via_id", 1, INT64_MAX).value_or(0)},
        .client_networks = networks_of(fields).value_or(""),
        .routing = read_routing(fields)};
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     TRY_VOID(check_connector(session, extras.reply_via));
                     const auto id =
                         TRY(desk::create_channel(session, call.env(), name, address, color));
                     auto channel = *store::find_channel(session, id);
                     apply(extras.routing, channel);
                     TRY_VOID(desk::check_routing(session, channel));
                     channel.connector_id = extras.reply_via;
                     channel.client_networks = extras.client_networks;
                     store::update_channel(session, channel);
                     record(session, call, {}, channel);
                     return channel_with_names(session, channel);
                 }))};
}

Outcome update_channel(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.text("name", kNameRule);
    const auto color = read_color(fields);
    const auto active = fields.flag("active");
    const auto reply_via = fields.id_or_null("reply_via_id");
    const auto networks = networks_of(fields);
    const auto routing = read_routing(fields);
    TRY_VOID(fields.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     auto channel = store::find_channel(session, ChannelId{call.id()});
                     if (!channel) {
                         return no_channel();
                     }
                     const auto before = desk::facts_of(session, *channel);
                     TRY_VOID(check_connector(session, ConnectorId{reply_via.value_or(0)}));
                     channel->name = name.value_or(channel->name);
                     channel->color = color.value_or(channel->color);
                     channel->active = active.value_or(channel->active);
                     channel->client_networks = networks.value_or(channel->client_networks);
                     channel->connector_id =
                         reply_via ? ConnectorId{*reply_via} : channel->connector_id;
                     apply(routing, *channel);
                     TRY_VOID(desk::check_routing(session, *channel));
                     for (const auto& other : store::list_channels(session, kChannelsMax)) {
                         if (other.id != channel->id && other.name == channel->name) {
                             return fail(ErrorKind::conflict, "channel_exists",
                                         "There is already a channel with this name.");
                         }
                     }
                     store::update_channel(session, *channel);
                     append_channel_event(session, call, channel->id);
                     record(session, call, before, *channel);
                     return channel_with_names(session, *channel);
                 }))};
}

Outcome resume_channel(Call& call) {
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     const auto channel = store::find_channel(session, ChannelId{call.id()});
                     if (!channel) {
                         return no_channel();
                     }
                     if (!desk::find_channel_stop(session, channel->id)) {
                         return fail(ErrorKind::conflict, "channel_not_stopped",
                                     "The automatic mail of this channel is not stopped.");
                     }
                     desk::resume_channel(session, call.env(), channel->id, call.actor());
                     return channel_with_names(session, *channel);
                 }))};
}

/// Whoever has answered the provider takes its question away. (FWD-5)
Outcome dismiss_forwarding_request(Call& call) {
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     const auto channel = store::find_channel(session, ChannelId{call.id()});
                     if (!channel) {
                         return no_channel();
                     }
                     store::delete_forwarding_request(session, channel->id);
                     return channel_with_names(session, *channel);
                 }))};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/channels", Access::user, list_channels},
    {io::Method::post, "/api/v1/channels", Access::administrator, create_channel},
    {io::Method::patch, "/api/v1/channels/{id}", Access::administrator, update_channel},
    {io::Method::post, "/api/v1/channels/{id}/resume", Access::administrator, resume_channel},
    {io::Method::delete_, "/api/v1/channels/{id}/forwarding_request", Access::administrator,
     dismiss_forwarding_request},
};

}  // namespace

std::span<const Route> channel_routes() { return kRoutes; }

}  // namespace postroom::api
