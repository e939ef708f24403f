// See ceilings.hpp.
#include "guard/ceilings.hpp"

#include <fmt/format.h>

#include <array>

namespace postroom::guard {
namespace {

using namespace std::chrono_literals;
using enum CeilingKind;

constexpr Milliseconds kForever{0};

/// LOOP-6 and LOOP-7, row by row.
constexpr auto kCeilings = std::to_array<Ceiling>({
    {received_hops, 50, kForever, CeilingAction::reject},
    {own_hops, 4, kForever, CeilingAction::reject},
    {tickets_from_sender, 60, 60min, CeilingAction::collect},
    {tickets_from_sender, 20, 120min, CeilingAction::no_automation},
    {identical_from_sender, 3, 10min, CeilingAction::no_automation},
    {automation_depth, 5, kForever, CeilingAction::no_automation},
    {automatic_of_channel, 200, 5min, CeilingAction::stop_channel},
    {acks_for_ticket, 1, kForever, CeilingAction::withhold},
    {acks_to_address, 3, 1h, CeilingAction::withhold},
    {acks_to_address, 10, 24h, CeilingAction::withhold},
    {acks_to_address_same_subject, 2, 3h, CeilingAction::withhold},
    {automatic_in_ticket, 10, 10min, CeilingAction::withhold},
    {automatic_in_ticket, 15, 30min, CeilingAction::withhold},
    {automatic_in_ticket, 25, 60min, CeilingAction::withhold},
    {automatic_in_ticket, 50, 3h, CeilingAction::withhold},
    {automatic_in_ticket, 100, 10h, CeilingAction::withhold},
    {automatic_to_address, 30, 10min, CeilingAction::withhold},
    {automatic_to_address, 60, 30min, CeilingAction::withhold},
    {automatic_to_address, 120, 60min, CeilingAction::withhold},
    {automatic_to_address, 240, 3h, CeilingAction::withhold},
    {automatic_to_address, 360, 10h, CeilingAction::withhold},
});

std::string_view what(CeilingKind kind) {
    switch (kind) {
        case acks_for_ticket:
            return "acknowledgements for this ticket";
        case acks_to_address:
            return "acknowledgements to this address";
        case acks_to_address_same_subject:
            return "acknowledgements to this address with this subject";
        case automatic_in_ticket:
            return "automatic mails to this address in this ticket";
        case automatic_to_address:
            return "automatic mails to this address";
        case tickets_from_sender:
            return "new tickets of this sender";
        case identical_from_sender:
            return "mails of this sender with the same text";
        case received_hops:
            return "servers that passed this mail on";
        case own_hops:
            return "passages of this mail through this server";
        case automation_depth:
            return "automations that caused one another";
        case automatic_of_channel:
            return "automatic mails of this channel";
    }
    return {};
}

/// The reason for people: how many, of what, in which time.
std::string reason_for(const Ceiling& ceiling, std::int64_t count) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(ceiling.window).count();
    const std::string window = minutes == 0        ? std::string{}
                               : minutes % 60 == 0 ? fmt::format(" in {} h", minutes / 60)
                                                   : fmt::format(" in {} min", minutes);
    return fmt::format("{}: {} {}{}; at most {} are allowed.", to_string(ceiling.kind), count,
                       what(ceiling.kind), window, ceiling.count_max);
}

}  // namespace

std::span<const Ceiling> ceilings() { return kCeilings; }

CeilingVerdict judge_ceiling(std::span<const Count> counts) {
    CeilingVerdict verdict;
    for (const Ceiling& ceiling : kCeilings) {
        for (const Count& count : counts) {
            const bool is_reached = count.kind == ceiling.kind && count.window == ceiling.window &&
                                    count.count > ceiling.count_max;
            if (is_reached && ceiling.action > verdict.action) {
                verdict = {ceiling.action, reason_for(ceiling, count.count)};
            }
        }
    }
    return verdict;
}

std::string_view to_string(CeilingKind kind) {
    switch (kind) {
        case acks_for_ticket:
            return "acks_for_ticket";
        case acks_to_address:
            return "acks_to_address";
        case acks_to_address_same_subject:
            return "acks_to_address_same_subject";
        case automatic_in_ticket:
            return "automatic_in_ticket";
        case automatic_to_address:
            return "automatic_to_address";
        case tickets_from_sender:
            return "tickets_from_sender";
        case identical_from_sender:
            return "identical_from_sender";
        case received_hops:
            return "received_hops";
        case own_hops:
            return "own_hops";
        case automation_depth:
            return "automation_depth";
        case automatic_of_channel:
            return "automatic_of_channel";
    }
    return {};
}

std::string_view to_string(CeilingAction action) {
    switch (action) {
        case CeilingAction::allow:
            return "allow";
        case CeilingAction::withhold:
            return "withhold";
        case CeilingAction::no_automation:
            return "no_automation";
        case CeilingAction::collect:
            return "collect";
        case CeilingAction::reject:
            return "reject";
        case CeilingAction::stop_channel:
            return "stop_channel";
    }
    return {};
}

}  // namespace postroom::guard
