// Drives a fuzz target without libFuzzer: its kept corpus, then seeded mutations of it.
// Invariant: the same inputs on every run and machine; no input may take longer than a second.
// Rule: F35; the corpus keeps what once broke something, named after it.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutations = 400'000;
constexpr std::int64_t kBudgetMs = 10'000;
constexpr std::int64_t kOneInputMsMax = 1'000;

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            paths.push_back(entry.path());
        }
    }
    std::ranges::sort(paths);
    std::vector<std::string> inputs{std::string{}};
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

/// One to eight small changes: a byte, a doubled stretch, a lost stretch, a piece of another input.
std::string mutated(const std::vector<std::string>& corpus, postroom::Random& random) {
    std::string text = corpus[random.below(corpus.size())];
    for (auto changes = random.below(8) + 1; changes > 0; --changes) {
        const auto at = random.below(text.size() + 1);
        const auto length = random.below(32) + 1;
        switch (random.below(4)) {
            case 0:
                text.insert(at, 1, static_cast<char>(random.below(256)));
                break;
            case 1:
                text.insert(at, text.substr(at, length));
                break;
            case 2:
                text.erase(at, length);
                break;
            default:
                const std::string& other = corpus[random.below(corpus.size())];
                text.insert(at, other.substr(random.below(other.size() + 1), length));
        }
    }
    return text;
}

/// Says in the log which input ended the program, so that it can be kept in the corpus.
const std::string* current_input = nullptr;
void print_current_input(int signal) {
    if (current_input != nullptr) {
        std::fputs("the input that ended the program, in hexadecimal:\n", stderr);
        for (const char c : *current_input) {
            std::fprintf(stderr, "%02x", static_cast<unsigned char>(c));
        }
        std::fputc('\n', stderr);
    }
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

bool run(const std::string& input, const postroom::Clock& clock) {
    current_input = &input;
    const auto before = clock.steady();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    const auto took = (clock.steady() - before).count();
    if (took > kOneInputMsMax) {
        std::fprintf(stderr, "an input of %zu bytes took %lld ms\n", input.size(),
                     static_cast<long long>(took));
    }
    return took <= kOneInputMsMax;
}

}  // namespace

int main(int count, char** arguments) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) {
        std::signal(signal, print_current_input);
    }
    const postroom::SystemClock clock;
    postroom::SeededRandom random(20'261'121);
    const auto corpus = read_corpus(count > 1 ? arguments[1] : "");
    for (const auto& input : corpus) {
        if (!run(input, clock)) {
            return 1;
        }
    }
    const auto end = clock.steady() + postroom::Milliseconds{kBudgetMs};
    int done = 0;
    while (done < kMutations && clock.steady() < end) {
        if (!run(mutated(corpus, random), clock)) {
            return 1;
        }
        ++done;
    }
    std::printf("%zu kept inputs, %d mutations\n", corpus.size() - 1, done);
    return 0;
}
