// Answers those who asked for a link to the portal or for a way back in.
// Invariant: away from whoever asked, so that nobody learns from an answer or its time whether an
// address is known; a wish is answered once. Rule: mail-correctness.md SEC-14; stages meet in rows.
#pragma once

#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::pipeline {

class SignInLinks {
   public:
    SignInLinks(db::Database& database, const desk::Environment& env)
        : database_(database), env_(env) {}
    /// Answers the oldest wishes. Returns how many there were.
    std::size_t run_once();

   private:
    db::Database& database_;
    const desk::Environment& env_;
};

}  // namespace postroom::pipeline
