// See signing_keys.hpp.
#include "pipeline/signing_keys.hpp"

#include <algorithm>

#include "core/log.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::size_t kNamesMax = 10'000;
constexpr std::size_t kAskedAtOnceMax = 256;

}  // namespace

std::vector<std::string> SigningKeys::unknown_of(std::span<const std::string> names,
                                                 Milliseconds now) const {
    std::vector<std::string> unknown;
    for (const auto& name : names) {
        const auto found = known_.find(name);
        const bool is_known = found != known_.end() && now < found->second.until;
        if (!is_known && unknown.size() < kAskedAtOnceMax &&
            std::ranges::find(unknown, name) == unknown.end()) {
            unknown.push_back(name);
        }
    }
    return unknown;
}

void SigningKeys::note_silence(Milliseconds now) {
    if (++silences_ < kSilencesBeforeRest) {
        return;
    }
    rests_until_ = now + kRestAfterFailure;
    log_warning("no DNS server answers: signatures of mails are not checked for {} s",
                kRestAfterFailure.count() / 1000);
}

void SigningKeys::fetch(std::span<const std::string> names, Milliseconds now) {
    if (!resolve_ || now < rests_until_) {
        return;
    }
    if (known_.size() > kNamesMax) {
        known_.clear();
    }
    const auto unknown = unknown_of(names, now);
    if (unknown.empty()) {
        return;
    }
    auto answers = resolve_(unknown);
    bool is_silent = true;
    for (const auto& name : unknown) {
        KeyAnswer answer = std::move(answers[name]);
        is_silent = is_silent && !answer.is_answered;
        const auto kept = !answer.is_answered      ? kRestAfterFailure
                          : answer.records.empty() ? kAbsenceKept
                                                   : kKept;
        known_[name] = {std::move(answer), now + kept};
    }
    if (is_silent) {
        note_silence(now);
    } else {
        silences_ = 0;
    }
}

dkim::KeyLookup SigningKeys::lookup() const {
    if (!resolve_) {
        return {};
    }
    return [this](const std::string& name) -> std::optional<std::vector<std::string>> {
        const auto found = known_.find(name);
        return found == known_.end() || !found->second.answer.is_answered
                   ? std::nullopt
                   : std::optional(found->second.answer.records);
    };
}

}  // namespace postroom::pipeline
