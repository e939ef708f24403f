// See mail_volume.hpp.
#include "api/mail_volume.hpp"

namespace postroom::api {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kHour = 1h;
constexpr Milliseconds kFresh = 2h;  // what ended lately still changes: it is counted each time
constexpr Milliseconds kRecounted =
    5min;  // a bounce may come later; until then the old count stands
constexpr int kRecountsPerLookMax = 3;

TimePoint hour_of(TimePoint at) { return at - Milliseconds{to_unix_ms(at) % kHour.count()}; }

}  // namespace

void MailVolume::count(db::Session& session, store::MailWay way, TimePoint hour, TimePoint now) {
    auto rows = store::list_mail_volume(session, way, hour, hour + kHour);
    const std::scoped_lock lock(mutex_);
    hours_[static_cast<std::size_t>(way)][hour] = {now, std::move(rows)};
}

std::vector<store::MailVolumeRow> MailVolume::rows(db::Session& session, store::MailWay way,
                                                   TimePoint since, TimePoint now) {
    auto& hours = hours_[static_cast<std::size_t>(way)];
    int recounts = 0;
    std::vector<store::MailVolumeRow> rows;
    for (auto hour = hour_of(since); hour <= now; hour += kHour) {
        bool is_wanted = now - hour < kFresh;
        {
            const std::scoped_lock lock(mutex_);
            const auto known = hours.find(hour);
            const bool is_stale =
                known != hours.end() && now - known->second.counted_at > kRecounted;
            is_wanted =
                is_wanted || known == hours.end() || (is_stale && recounts++ < kRecountsPerLookMax);
        }
        if (is_wanted) {
            count(session, way, hour, now);
        }
        const std::scoped_lock lock(mutex_);
        const auto& counted = hours[hour].rows;
        rows.insert(rows.end(), counted.begin(), counted.end());
    }
    const std::scoped_lock lock(mutex_);
    hours.erase(hours.begin(), hours.lower_bound(hour_of(since)));
    return rows;
}

}  // namespace postroom::api
