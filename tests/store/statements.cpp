// A small reader of C++ tokens: only literals, identifiers and the punctuation of macro calls
// matter.
#include "statements.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include "core/text.hpp"

namespace postroom::store {

namespace {

struct Token {
    enum class Kind { literal, word, other } kind;
    std::string text;
};
using Tokens = std::vector<Token>;

struct Macro {
    bool takes_arguments = false;
    std::vector<std::string> parameters;
    Tokens body;
};
using Macros = std::map<std::string, Macro>;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Reader {
   public:
    Reader(std::string_view source, Macros& macros) : source_(source), macros_(macros) {}

    Tokens read() {
        Tokens tokens;
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (std::isspace(static_cast<unsigned char>(c)) != 0) {
                ++at_;
            } else if (starts("//")) {
                at_ = std::min(source_.find('\n', at_), source_.size());
            } else if (starts("/*")) {
                at_ = source_.find("*/", at_) + 2;
            } else if (c == '#') {
                read_directive();
            } else if (starts("R\"")) {
                tokens.push_back(read_raw());
            } else if (c == '"') {
                tokens.push_back(read_quoted());
            } else if (c == '\'') {
                skip_character();
            } else if (is_word(c)) {
                tokens.push_back(read_word());
            } else {
                tokens.push_back({Token::Kind::other, std::string{c}});
                ++at_;
            }
        }
        return tokens;
    }

   private:
    bool starts(std::string_view text) const { return source_.substr(at_).starts_with(text); }

    Token read_raw() {
        const auto open = source_.find('(', at_);
        const std::string end = ")" + std::string{source_.substr(at_ + 2, open - at_ - 2)} + "\"";
        const auto close = source_.find(end, open);
        at_ = close + end.size();
        return {Token::Kind::literal, std::string{source_.substr(open + 1, close - open - 1)}};
    }

    Token read_quoted() {
        std::string text;
        for (++at_; source_[at_] != '"'; ++at_) {
            if (source_[at_] == '\\') {
                ++at_;
                text.push_back(source_[at_] == 'n' ? '\n' : source_[at_]);
            } else {
                text.push_back(source_[at_]);
            }
        }
        ++at_;
        return {Token::Kind::literal, text};
    }

    void skip_character() {
        at_ += source_[at_ + 1] == '\\' ? 2 : 1;
        at_ = source_.find('\'', at_ + 1) + 1;
    }

    Token read_word() {
        const auto start = at_;
        // A quote within a number separates its digits.
        const bool number = std::isdigit(static_cast<unsigned char>(source_[at_])) != 0;
        while (at_ < source_.size() &&
               (is_word(source_[at_]) || (number && source_[at_] == '\''))) {
            ++at_;
        }
        return {Token::Kind::word, std::string{source_.substr(start, at_ - start)}};
    }

    void read_directive() {
        std::string line;
        for (; at_ < source_.size() && source_[at_] != '\n'; ++at_) {
            if (source_.substr(at_, 2) == "\\\n") {
                ++at_;
                line.push_back(' ');
            } else {
                line.push_back(source_[at_]);
            }
        }
        constexpr std::string_view mark = "#define ";
        if (line.starts_with(mark)) {
            define(std::string_view{line}.substr(mark.size()));
        }
    }

    void define(std::string_view text) {
        std::size_t end = 0;
        while (end < text.size() && is_word(text[end])) {
            ++end;
        }
        const std::string name{text.substr(0, end)};
        Macro macro;
        text.remove_prefix(end);
        if (text.starts_with('(')) {
            macro.takes_arguments = true;
            for (const auto parameter : split(text.substr(1, text.find(')') - 1), ',')) {
                macro.parameters.emplace_back(trim(parameter));
            }
            text.remove_prefix(text.find(')') + 1);
        }
        macro.body = Reader{text, macros_}.read();
        macros_[name] = std::move(macro);
    }

    std::string_view source_;
    Macros& macros_;
    std::size_t at_ = 0;
};

/// The arguments of the call whose "(" stands at `at`; `at` moves behind its ")".
std::vector<Tokens> read_arguments(const Tokens& tokens, std::size_t& at) {
    std::vector<Tokens> arguments(1);
    int depth = 0;
    for (; at < tokens.size(); ++at) {
        const std::string& text = tokens[at].kind == Token::Kind::other ? tokens[at].text : "";
        depth += text == "(" ? 1 : text == ")" ? -1 : 0;
        if (depth == 0) {
            ++at;
            break;
        }
        if (depth == 1 && text == ",") {
            arguments.emplace_back();
        } else if (depth > 1 || text != "(") {
            arguments.back().push_back(tokens[at]);
        }
    }
    return arguments;
}

Tokens expand(const Tokens& tokens, const Macros& macros);

Tokens expand_call(const Macro& macro, const std::vector<Tokens>& arguments, const Macros& macros) {
    Tokens body;
    for (const Token& token : macro.body) {
        const auto found =
            token.kind == Token::Kind::word
                ? std::find(macro.parameters.begin(), macro.parameters.end(), token.text)
                : macro.parameters.end();
        const auto index = static_cast<std::size_t>(found - macro.parameters.begin());
        if (index < arguments.size() && found != macro.parameters.end()) {
            body.insert(body.end(), arguments[index].begin(), arguments[index].end());
        } else {
            body.push_back(token);
        }
    }
    return expand(body, macros);
}

Tokens expand(const Tokens& tokens, const Macros& macros) {
    Tokens out;
    for (std::size_t at = 0; at < tokens.size();) {
        const auto found =
            tokens[at].kind == Token::Kind::word ? macros.find(tokens[at].text) : macros.end();
        if (found == macros.end()) {
            out.push_back(tokens[at++]);
            continue;
        }
        ++at;
        std::vector<Tokens> arguments;
        if (found->second.takes_arguments) {
            arguments = read_arguments(tokens, at);
        }
        const Tokens expanded = expand_call(found->second, arguments, macros);
        out.insert(out.end(), expanded.begin(), expanded.end());
    }
    return out;
}

bool is_sql(std::string_view text) {
    constexpr std::array<std::string_view, 5> starts{"select ", "insert ", "update ", "delete ",
                                                     "with "};
    const std::string_view start = trim(text);
    return std::any_of(starts.begin(), starts.end(),
                       [&](std::string_view word) { return start.starts_with(word); });
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

}  // namespace

std::vector<std::string> statements_in(const std::string& source, const std::string& headers) {
    Macros macros;
    Reader{headers, macros}.read();
    const Tokens tokens = expand(Reader{source, macros}.read(), macros);
    std::vector<std::string> statements;
    std::string joined;
    const auto finish = [&] {
        if (is_sql(joined)) {
            statements.push_back(joined);
        }
        joined.clear();
    };
    for (const Token& token : tokens) {
        if (token.kind == Token::Kind::literal) {
            joined += token.text;
        } else {
            finish();
        }
    }
    finish();
    return statements;
}

std::vector<Statement> read_statements() {
    std::vector<std::filesystem::path> sources;
    std::string headers;
    for (const auto& entry :
         std::filesystem::directory_iterator{POSTROOM_SOURCE_DIR "/src/store"}) {
        if (entry.path().extension() == ".cpp") {
            sources.push_back(entry.path());
        } else if (entry.path().extension() == ".hpp") {
            headers += read_file(entry.path());
        }
    }
    std::sort(sources.begin(), sources.end());
    std::vector<Statement> statements;
    for (const auto& source : sources) {
        for (std::string& sql : statements_in(read_file(source), headers)) {
            statements.push_back({source.filename().string(), std::move(sql)});
        }
    }
    return statements;
}

}  // namespace postroom::store
