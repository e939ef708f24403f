// The loop, the work pool and timers: order, bounds, exceptions.
#include "io/executor.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

#include "io/timer.hpp"

namespace postroom::io {
namespace {

TEST(WorkPool, RefusesWhatDoesNotFitAndFinishesTheRest) {
    WorkPool pool({.threads = 1, .queued_max = 2});
    std::latch running(1);
    std::latch release(1);
    std::atomic<int> done = 0;
    ASSERT_TRUE(pool.submit([&] {
        running.count_down();
        release.wait();
        ++done;
    }));
    running.wait();
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; })) << "the queue holds two";
    release.count_down();
    pool.stop();
    EXPECT_EQ(done, 3);
    EXPECT_FALSE(pool.submit([] {})) << "stopped";
}

TEST(WorkPool, SurvivesATaskThatThrows) {
    WorkPool pool({.threads = 1, .queued_max = 4});
    std::latch ran(1);
    ASSERT_TRUE(pool.submit([] { throw std::runtime_error("broken"); }));
    ASSERT_TRUE(pool.submit([&] { ran.count_down(); }));
    ran.wait();
}

TEST(Loop, GoesOnAfterACallbackThatThrows) {
    Loop loop;
    int ran = 0;
    loop.post([] { throw std::runtime_error("broken"); });
    loop.post([&] {
        ++ran;
        loop.stop();
    });
    loop.run();
    EXPECT_EQ(ran, 1);
}

TEST(Timer, ACancelledTimerNeverCalls) {
    Loop loop;
    int called = 0;
    Timer cancelled(loop);
    Timer repeated(loop);
    int ticks = 0;
    cancelled.start(Milliseconds{0}, [&] { ++called; });
    cancelled.cancel();
    repeated.repeat(Milliseconds{1}, [&] {
        if (++ticks == 3) {
            repeated.cancel();
            loop.stop();
        }
    });
    loop.run();
    EXPECT_EQ(called, 0);
    EXPECT_EQ(ticks, 3);
}

}  // namespace
}  // namespace postroom::io
