// The loop, the work pool and timers: order, bounds, exceptions.
#include "io/executor.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

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

struct Bound {
    Loop& loop;
    std::atomic<int>& ended_on_its_loop;
    ~Bound() { ended_on_its_loop += loop.is_own_thread() ? 1 : 0; }
};

TEST(Loop, WhatIsBoundToItEndsThereWhoeverLetsGoLast) {
    Loop loop;
    std::atomic<int> ended_on_its_loop = 0;
    auto held = make_bound<Bound>(loop, loop, ended_on_its_loop);
    loop.post([&] {
        make_bound<Bound>(loop, loop, ended_on_its_loop).reset();
        EXPECT_EQ(ended_on_its_loop, 1) << "at once on its own thread";
    });
    std::thread other([&] {
        held.reset();
        loop.post([&] { loop.stop(); });
    });
    loop.run();
    other.join();
    EXPECT_EQ(ended_on_its_loop, 2);
}

TEST(Loop, WhatIsBoundToItEndsWithItAtTheLatest) {
    std::weak_ptr<int> left;
    {
        Loop loop;
        auto held = make_bound<int>(loop, 1);
        left = held;
        loop.post([held] {});
        std::thread([last = std::move(held)]() mutable { last.reset(); }).join();
        EXPECT_FALSE(left.expired()) << "a task that never ran still holds it";
    }
    EXPECT_TRUE(left.expired());
}

TEST(Loop, WhatAThreadPostsWhileItIsCorkedArrivesTogetherAndInOrder) {
    Loop loop;
    std::vector<int> ran;
    std::atomic<bool> is_uncorked = false;
    std::thread other([&] {
        loop.cork();
        for (int number = 1; number <= 3; ++number) {
            loop.post([&, number] {
                EXPECT_TRUE(is_uncorked) << "not before uncork()";
                EXPECT_TRUE(loop.is_own_thread());
                ran.push_back(number);
                if (number == 2) {
                    throw std::runtime_error("broken");
                }
            });
        }
        loop.post([&] { loop.stop(); });
        is_uncorked = true;
        loop.uncork();
        loop.uncork();  // nothing held: nothing happens
    });
    loop.run();
    other.join();
    EXPECT_EQ(ran, (std::vector{1, 2, 3})) << "one that throws keeps nobody from running";
    EXPECT_FALSE(loop.is_own_thread());
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
