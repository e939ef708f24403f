# postroom_embed_migrations(target folder): compiles every NNNN_name.sql of `folder` into `target`
# as store::migrations(). Adding or changing a file regenerates the source; a name that is not
# NNNN_name.sql, or a number used twice, stops the build with one sentence.
#
# The same file is the generator: cmake -DFOLDER=... -DOUTPUT=... -P EmbedMigrations.cmake
set(POSTROOM_EMBED_MIGRATIONS "${CMAKE_CURRENT_LIST_FILE}")

function(postroom_embed_migrations target folder)
    file(GLOB steps CONFIGURE_DEPENDS "${folder}/*.sql")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded_migrations.cpp")
    add_custom_command(
        OUTPUT "${output}"
        COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DOUTPUT=${output}" -P "${POSTROOM_EMBED_MIGRATIONS}"
        DEPENDS ${steps} "${POSTROOM_EMBED_MIGRATIONS}"
        COMMENT "Embedding the migrations" VERBATIM)
    target_sources(${target} PRIVATE "${output}")
endfunction()

function(_postroom_write_embedded folder output)
    file(GLOB steps "${folder}/*.sql")
    list(SORT steps)
    set(texts "")
    set(entries "")
    set(last 0)
    foreach(step IN LISTS steps)
        get_filename_component(file ${step} NAME)
        if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)\\.sql$")
            message(FATAL_ERROR "${step}: a migration is named NNNN_name.sql")
        endif()
        set(name ${CMAKE_MATCH_2})
        string(REGEX REPLACE "^0+" "" number ${CMAKE_MATCH_1})
        if(NOT number GREATER last)
            message(FATAL_ERROR "${step}: migration number ${number} is used twice")
        endif()
        set(last ${number})
        # As bytes in hexadecimal: no delimiter to collide with, no limit on a literal's length.
        file(READ "${step}" hex HEX)
        string(REGEX REPLACE "(................................................................)" "\\1\n" hex "${hex}")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
        string(APPEND texts "constexpr char kStep${number}[] = {\n${bytes}'\\0'};\n")
        string(APPEND entries "    {.number = ${number}, .name = \"${name}\", .sql = {kStep${number}, sizeof(kStep${number}) - 1}},\n")
    endforeach()
    list(LENGTH steps count)
    file(WRITE "${output}.new"
        "// Generated from src/store/migrations by cmake/EmbedMigrations.cmake.\n"
        "#include \"store/migrations.hpp\"\n\n#include <array>\n\nnamespace postroom::store {\n\nnamespace {\n\n${texts}\n"
        "constexpr std::array<db::Migration, ${count}> kMigrations{{\n${entries}}};\n\n}  // namespace\n\n"
        "std::span<const db::Migration> migrations() { return kMigrations; }\n\n}  // namespace postroom::store\n")
    file(RENAME "${output}.new" "${output}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    _postroom_write_embedded("${FOLDER}" "${OUTPUT}")
endif()
