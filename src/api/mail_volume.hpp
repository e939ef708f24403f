// How many mails each hour brought, by outcome: the chart above the mail log.
// Invariant: the last two hours are counted at every look, an hour before them once in a while, so
// that a look costs a few milliseconds however many mails there are. Rule: features F081, F084;
// performance.md (mail log page p99 under 50 ms with 1,000,000 mails).
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <vector>

#include "core/time.hpp"
#include "db/session.hpp"
#include "store/mail_view.hpp"

namespace postroom::api {

class MailVolume {
   public:
    /// Of the hours since then, oldest first. Any thread.
    std::vector<store::MailVolumeRow> rows(db::Session& session, store::MailWay way,
                                           TimePoint since, TimePoint now);

   private:
    struct Hour {
        TimePoint counted_at{};
        std::vector<store::MailVolumeRow> rows;
    };
    using Hours = std::map<TimePoint, Hour>;

    void count(db::Session& session, store::MailWay way, TimePoint hour, TimePoint now);

    std::mutex mutex_;
    std::array<Hours, 2> hours_;
};

}  // namespace postroom::api
